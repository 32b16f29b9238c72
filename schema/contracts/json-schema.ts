import { isDeepStrictEqual } from 'node:util';

/** A JSON Schema (draft 2020-12), as far as payloads of events use it. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  [keyword: string]: unknown;
}

/** Say what something is, and decide about no instance. */
const WORDS = new Set(['$schema', '$id', 'title', 'description']);

/** The schema without its words, in one order: equal shapes accept the same instances. */
export function shapeOf(schema: JsonSchema): JsonSchema {
  return shape(schema) as JsonSchema;
}

/** Two payloads of the same shape differ in words at most. */
export const haveSameShape = (one: JsonSchema, other: JsonSchema): boolean => isDeepStrictEqual(shapeOf(one), shapeOf(other));

function shape(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([keyword]) => !WORDS.has(keyword));
  return Object.fromEntries(entries.map(([keyword, value]) => [keyword, shapeOfKeyword(keyword, value)]).sort(byFirst));
}

function shapeOfKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'required' || keyword === 'enum') return inOrder(value as readonly unknown[]);
  if (keyword === 'anyOf' || keyword === 'oneOf') return (value as readonly unknown[]).map(shape);
  // A property may be called "title": names are no keywords.
  if (keyword === 'properties') return Object.fromEntries(namedShapes(value as Record<string, unknown>));
  if (keyword === 'items' || keyword === 'additionalProperties' || keyword === 'propertyNames') return shape(value);
  return value;
}

const namedShapes = (properties: Record<string, unknown>) =>
  Object.entries(properties)
    .map(([name, schema]) => [name, shape(schema)] as const)
    .sort(byFirst);

const inOrder = (values: readonly unknown[]): unknown[] => [...values].sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));

const byFirst = ([a]: readonly unknown[], [b]: readonly unknown[]): number => compareText(String(a), String(b));

/** By code unit, so that the order is the same wherever it is made. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
