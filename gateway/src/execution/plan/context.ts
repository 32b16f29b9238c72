import type { FetchNode } from '@apollo/query-planner';
import { isObject, type JsonObject, own, setOwn } from './json.js';
import type { Position } from './response-path.js';
import type { TypeNames } from './type-names.js';

/** Reads the values that an entity takes from the objects above it (`@context`), as variables of its fetch. */
export type ReadContext = (root: JsonObject, position: Position) => JsonObject;

interface Source {
  variable: string;
  /** Fields to go up from the entity. */
  up: number;
  down: readonly (string | ReadonlySet<string>)[];
}

const FRAGMENT = '... on ';

/** Null where a fetch takes nothing from above. The first source of a variable that is there gives its value. */
export function compileContext({ contextRewrites }: FetchNode, typeNames: TypeNames): ReadContext | null {
  if (!contextRewrites || contextRewrites.length === 0) return null;
  const sources = contextRewrites.map(({ path, renameKeyTo }): Source => {
    const up = path.findIndex((element) => element !== '..');
    const down = path.slice(up).map((element) => (element.startsWith(FRAGMENT) ? typeNames(element.slice(FRAGMENT.length)) : element));
    return { variable: renameKeyTo, up, down };
  });
  return (root, position) => {
    const variables: JsonObject = {};
    for (const { variable, up, down } of sources) {
      if (own(variables, variable) !== undefined) continue;
      const value = valueAt(objectAt(root, above(position, up)), down);
      if (value !== undefined) setOwn(variables, variable, value);
    }
    return variables;
  };
}

/** The indexes of a list go with its field. */
function above(position: Position, fields: number): Position {
  let length = position.length;
  for (let gone = 0; gone < fields && length > 0; gone += 1) {
    do length -= 1;
    while (length > 0 && typeof position[length] === 'number');
  }
  return position.slice(0, length);
}

const objectAt = (root: JsonObject, position: Position): unknown =>
  position.reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], root);

function valueAt(value: unknown, down: Source['down']): unknown {
  const [element, ...rest] = down;
  if (element === undefined) return value;
  if (Array.isArray(value)) return value.map((entry) => valueAt(entry, down) ?? null);
  if (!isObject(value)) return value === null ? null : undefined;
  if (typeof element === 'string') return valueAt(own(value, element), rest);
  return element.has(value.__typename as string) ? valueAt(value, rest) : undefined;
}
