import { isObject, type JsonObject, setOwn } from './json.js';

/**
 * Puts what a subgraph answered into what is there. Parts of the answer become parts of the result, so that an entity that stands
 * in several places may be one object in all of them: what is true of it in one place is true in the others.
 */
export function merge(into: JsonObject, from: JsonObject): void {
  for (const key of Object.keys(from)) {
    const value = from[key];
    if (value === undefined) continue;
    const there = Object.hasOwn(into, key) ? into[key] : undefined;
    if (there === undefined || !mergeBoth(there, value)) setOwn(into, key, value);
  }
}

/** Whether the one could be put into the other; otherwise it takes its place. */
function mergeBoth(there: unknown, value: unknown): boolean {
  if (there === value) return true;
  if (Array.isArray(there)) {
    if (!Array.isArray(value) || there.length !== value.length) return false;
    for (const [index, entry] of value.entries()) if (!mergeBoth(there[index], entry)) there[index] = entry;
    return true;
  }
  if (!isObject(there) || !isObject(value)) return false;
  merge(there, value);
  return true;
}
