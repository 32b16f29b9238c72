import { ALWAYS } from '../conditions.js';
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
}

/** Shapes objects of a type that is known. The keys come in the order of the document. */
export function objectShape(entries: readonly Entry[], where: Where): Shape {
  const isPlain = entries.every(
    ({ key, source, when, isRepeated }) => when === ALWAYS && !isRepeated && !(key in Object.prototype) && !(source in Object.prototype),
  );
  const write = isPlain ? writePlain : writeWithCare;
  return (value, shaping) => {
    if (value === undefined || value === null) return null;
    if (!isObject(value)) return misfit(where, shaping, 'no object');
    return write(value, shaping, entries);
  };
}

function writePlain(value: JsonObject, shaping: Shaping, entries: readonly Entry[]): JsonObject | typeof INVALID {
  const shaped: JsonObject = {};
  for (const { key, source, shape } of entries) {
    const field = shape(value[source], shaping);
    if (field === INVALID) return INVALID;
    shaped[key] = field;
  }
  return shaped;
}

function writeWithCare(value: JsonObject, shaping: Shaping, entries: readonly Entry[]): JsonObject | typeof INVALID {
  const shaped: JsonObject = {};
  for (const { key, source, when, isRepeated, shape } of entries) {
    if ((when !== ALWAYS && !shaping.holds(when)) || (isRepeated && Object.hasOwn(shaped, key))) continue;
    const field = shape(own(value, source), shaping);
    if (field === INVALID) return INVALID;
    setOwn(shaped, key, field);
  }
  return shaped;
}
