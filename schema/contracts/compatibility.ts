import { isDeepStrictEqual } from 'node:util';
import { type JsonSchema, shapeOf } from './json-schema.js';
import type { Break, Rule } from './problem.js';
import { breaksOfUnions, isUnion, nullableApart } from './unions.js';

/**
 * Why readers of either payload cannot read the other; empty: they can, in both directions (FULL compatibility).
 *
 * A writer writes the properties that its schema lists, and a reader ignores those that its schema does not list. So
 * nothing but new optional properties, at any depth, is compatible. Whatever the rules do not know must be equal.
 */
export const breaksBetween = (before: JsonSchema, now: JsonSchema): Break[] => compare(shapeOf(before), shapeOf(now), '');

function compare(before: JsonSchema, now: JsonSchema, path: string): Break[] {
  const [old, isOldNullable] = nullableApart(before);
  const [young, isYoungNullable] = nullableApart(now);
  if (isOldNullable !== isYoungNullable) {
    return [{ path, rule: 'nullable-changed', message: isYoungNullable ? 'may be null now' : 'cannot be null any more' }];
  }
  if (isUnion(old) || isUnion(young)) return breaksOfUnions(old, young, path, compare);
  if (!isDeepStrictEqual(old.type, young.type)) return [{ path, rule: 'type-changed', message: changed('type', old, young) }];
  return [...breaksOfKeywords(old, young, path), ...breaksOfObjects(old, young, path), ...breaksOfItems(old, young, path)];
}

const APART = new Set(['properties', 'required', 'additionalProperties', 'items']);

const RULES: Readonly<Record<string, Rule>> = {
  const: 'values-changed',
  enum: 'values-changed',
  format: 'format-changed',
  pattern: 'format-changed',
  minimum: 'limit-changed',
  maximum: 'limit-changed',
  exclusiveMinimum: 'limit-changed',
  exclusiveMaximum: 'limit-changed',
  multipleOf: 'limit-changed',
  minLength: 'limit-changed',
  maxLength: 'limit-changed',
  minItems: 'limit-changed',
  maxItems: 'limit-changed',
  uniqueItems: 'limit-changed',
};

function breaksOfKeywords(before: JsonSchema, now: JsonSchema, path: string): Break[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((keyword) => !APART.has(keyword) && !isDeepStrictEqual(before[keyword], now[keyword]))
    .map((keyword) => ({ path, rule: RULES[keyword] ?? 'keyword-changed', message: changed(keyword, before, now) }));
}

const changed = (keyword: string, before: JsonSchema, now: JsonSchema) =>
  `"${keyword}" was ${told(before[keyword])} and is ${told(now[keyword])} now`;

const told = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));

function breaksOfObjects(before: JsonSchema, now: JsonSchema, path: string): Break[] {
  const names = [...new Set([...Object.keys(before.properties ?? {}), ...Object.keys(now.properties ?? {})])];
  return [...names.flatMap((name) => breaksOfProperty({ before, now, name }, join(path, name))), ...breaksOfOthers(before, now, path)];
}

function breaksOfProperty({ before, now, name }: { before: JsonSchema; now: JsonSchema; name: string }, path: string): Break[] {
  const [old, young] = [before.properties?.[name], now.properties?.[name]];
  const [wasRequired, isRequired] = [before.required?.includes(name) ?? false, now.required?.includes(name) ?? false];
  if (!young) return [{ path, rule: 'property-removed', message: 'is gone; who read it before finds nothing' }];
  if (!old) return breaksOfNewProperty(isRequired, isOpen(before) && isOpen(now), path);
  if (wasRequired && !isRequired) return [{ path, rule: 'property-optional', message: 'may be missing now; who reads it relies on it' }];
  if (!wasRequired && isRequired) return [{ path, rule: 'property-required', message: 'may be missing in older events, and now must not' }];
  return compare(old, young, path);
}

function breaksOfNewProperty(isRequired: boolean, isOpen: boolean, path: string): Break[] {
  if (isRequired) return [{ path, rule: 'property-required', message: 'is new and required; older events do not have it' }];
  if (!isOpen) return [{ path, rule: 'not-open', message: 'is new where readers accept no property that they do not know' }];
  return [];
}

/** What a property that is not listed may be: of records, the values. */
function breaksOfOthers(before: JsonSchema, now: JsonSchema, path: string): Break[] {
  const [old, young] = [before.additionalProperties ?? true, now.additionalProperties ?? true];
  if (typeof old === 'object' && typeof young === 'object') return compare(old, young, join(path, '*'));
  if (isOpen(before) && isOpen(now)) return [];
  if (isDeepStrictEqual(old, young)) return [];
  return [{ path, rule: 'keyword-changed', message: `"additionalProperties" was ${told(old)} and is ${told(young)} now` }];
}

/** What is not listed is nobody's. Of a record (`{}` and other schemas) it is what the writer writes. */
const isOpen = ({ additionalProperties = true }: JsonSchema): boolean => additionalProperties === true;

function breaksOfItems(before: JsonSchema, now: JsonSchema, path: string): Break[] {
  if (before.items && now.items) return compare(before.items, now.items, `${path}[]`);
  if (!before.items && !now.items) return [];
  return [{ path: `${path}[]`, rule: 'keyword-changed', message: now.items ? 'items are limited now' : 'items are not limited any more' }];
}

const join = (path: string, name: string) => (path ? `${path}.${name}` : name);
