import { Buffer } from 'node:buffer';
import { CommonErrors } from '@supergraph/kernel/errors';

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue | undefined;
}

/** The most a configuration or its schema may take, as JSON. */
export const MAX_JSON_BYTES = 65_536;
const MAX_DEPTH = 32;

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text that PostgreSQL can keep: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

/** What is wrong with a value before it is measured. Walks level by level, so that no value can break the walk. */
function findProblem(value: unknown): string | undefined {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `It nests deeper than ${MAX_DEPTH} levels`;
    if (level.some((one) => typeof one === 'string' && !isStorable(one))) return 'It holds characters that cannot be stored';
    level = level.flatMap((one) => {
      if (typeof one !== 'object' || one === null) return [];
      return Array.isArray(one) ? one : [...Object.keys(one).filter((name) => !isStorable(name)), ...Object.values(one)];
    });
  }
  return undefined;
}

/**
 * A copy of an object that came from outside.
 *
 * @throws CommonErrors.INVALID at `field` where it is no object, is larger than 64 KB, nests deeper than 32 levels or cannot be stored.
 */
export function checkJsonObject(value: unknown, ...field: string[]): JsonObject {
  if (!isJsonObject(value)) throw CommonErrors.INVALID('It must be a JSON object').at(...field);
  const problem = findProblem(value);
  if (problem) throw CommonErrors.INVALID(problem).at(...field);
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > MAX_JSON_BYTES) throw CommonErrors.INVALID(`It is larger than ${MAX_JSON_BYTES} bytes`).at(...field);
  return JSON.parse(json) as JsonObject;
}

/** `defaults` with `values` laid over them: objects are merged name by name, everything else is replaced. */
export function withDefaults(defaults: JsonObject, values: JsonObject): JsonObject {
  const merged = new Map(Object.entries(defaults));
  for (const [name, value] of Object.entries(values)) {
    const below = merged.get(name);
    merged.set(name, isJsonObject(below) && isJsonObject(value) ? withDefaults(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** JSON Merge Patch (RFC 7396): null removes a name, objects are merged, everything else is replaced. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const patched = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const below = patched.get(name);
    if (value === null) patched.delete(name);
    else patched.set(name, isJsonObject(value) ? mergePatch(isJsonObject(below) ? below : {}, value) : value);
  }
  return Object.fromEntries(patched);
}
