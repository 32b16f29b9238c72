import { ALWAYS } from '../conditions.js';
import { generate, inTime, isNameable } from '../generated.js';
import { isObject, type JsonObject, own, setOwn } from '../plan/json.js';
import { INVALID, misfit, type Shape, type Shaping, type Where } from './shape.js';

/** A response key of objects of one type. */
export interface Entry {
  key: string;
  /** The key under which its value was fetched. */
  source: string;
  /** The number of the conditions under which it is there. */
  when: number;
  /** Whether another entry of the same object may have written the key before. */
  isRepeated: boolean;
  shape: Shape;
  /** In code, when `value` is what the shape would make of it; null where that cannot be told without it. */
  isItself: string | null;
}

type Write = (value: JsonObject, shaping: Shaping) => JsonObject | typeof INVALID;

/** Shapes objects of a type that is known. The keys come in the order of the document. */
export function objectShape(entries: readonly Entry[], where: Where): Shape {
  const isPlain = entries.every(
    ({ key, source, when, isRepeated }) => when === ALWAYS && !isRepeated && isNameable(key) && isNameable(source),
  );
  const write = isPlain ? inTime(plainly(entries), () => quickly(entries)) : carefully(entries);
  return (value, shaping) => {
    if (value === undefined || value === null) return null;
    return isObject(value) ? write(value, shaping) : misfit(where, shaping, 'no object');
  };
}

const plainly =
  (entries: readonly Entry[]): Write =>
  (value, shaping) => {
    const shaped: JsonObject = {};
    for (const { key, source, shape } of entries) {
      const field = shape(value[source], shaping);
      if (field === INVALID) return INVALID;
      shaped[key] = field;
    }
    return shaped;
  };

/** The same, in code of its own. */
function quickly(entries: readonly Entry[]): Write {
  const fields = entries.map(({ source, isItself }, index) => {
    const read = `value = object.${source};`;
    const shape = `value = shape${index}(value, shaping); if (value === INVALID) return INVALID;`;
    return `${read} ${isItself ? `if (!(${isItself})) { ${shape} }` : shape} const field${index} = value;`;
  });
  const shapes = Object.fromEntries(entries.map(({ shape }, index) => [`shape${index}`, shape]));
  return generate<Write>(
    { INVALID, ...shapes },
    `return (object, shaping) => {
  let value;
  ${fields.join('\n  ')}
  return { ${entries.map(({ key }, index) => `${key}: field${index}`).join(', ')} };
};`,
  );
}

const carefully =
  (entries: readonly Entry[]): Write =>
  (value, shaping) => {
    const shaped: JsonObject = {};
    for (const { key, source, when, isRepeated, shape } of entries) {
      if ((when !== ALWAYS && !shaping.holds(when)) || (isRepeated && Object.hasOwn(shaped, key))) continue;
      const field = shape(own(value, source), shaping);
      if (field === INVALID) return INVALID;
      setOwn(shaped, key, field);
    }
    return shaped;
  };
