import { generate, inTime, isNameable } from '../generated.js';
import { isObject, type JsonObject, own, setOwn } from './json.js';

/**
 * Puts what a subgraph answered into what is there. Parts of the answer become parts of the result, so that an entity that stands
 * in several places may be one object in all of them: what is true of it in one place is true in the others.
 * @param standIns are the interfaces that a subgraph knows as an object. It does not know what its objects are: whoever does has the
 * last word.
 */
export function merge(into: JsonObject, from: JsonObject, standIns: ReadonlySet<unknown> = NONE): void {
  for (const key of Object.keys(from)) if (from[key] !== undefined) mergeKey(into, from, key, standIns);
}

function mergeKey(into: JsonObject, from: JsonObject, key: string, standIns: ReadonlySet<unknown>): void {
  const value = from[key];
  const there = own(into, key);
  if (there === undefined) setOwn(into, key, value);
  else if (!mergeBoth(there, value, standIns) && !(key === '__typename' && standIns.has(value))) setOwn(into, key, value);
}

export type Merge = typeof merge;

/** Merges objects that have these keys and no others. */
export function mergeOf(keys: readonly string[]): Merge {
  if (!keys.every(isNameable)) return merge;
  return inTime(merge, () => {
    const parts = keys.map(
      (key) => `if (from.${key} !== undefined && from.${key} !== into.${key}) {
    if (into.${key} === undefined) into.${key} = from.${key};
    else mergeKey(into, from, '${key}', standIns);
  }`,
    );
    return generate<Merge>({ mergeKey, NONE }, `return (into, from, standIns = NONE) => {\n  ${parts.join('\n  ')}\n};`);
  });
}

const NONE: ReadonlySet<unknown> = new Set();

/** Whether the one could be put into the other; otherwise it takes its place. */
function mergeBoth(there: unknown, value: unknown, standIns: ReadonlySet<unknown>): boolean {
  if (there === value) return true;
  if (Array.isArray(there)) {
    if (!Array.isArray(value) || there.length !== value.length) return false;
    for (const [index, entry] of value.entries()) if (!mergeBoth(there[index], entry, standIns)) there[index] = entry;
    return true;
  }
  if (!isObject(there) || !isObject(value)) return false;
  merge(there, value, standIns);
  return true;
}
