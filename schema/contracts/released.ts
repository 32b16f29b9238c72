import { createHash } from 'node:crypto';
import { type JsonSchema, shapeOf } from './json-schema.js';
import type { Problem } from './problem.js';

/** Files below `schema/`, by path: `events/json/tenant.created.v1/0.json`. */
export type Files = ReadonlyMap<string, string>;

/** What left the house: a fingerprint of every released minor of an event, in their order. */
export type Released = Readonly<Record<string, readonly string[]>>;

export const RELEASED_FILE = 'events/released.json';
export const schemaFile = (type: string, minor: number): string => `events/json/${type}/${minor}.json`;
export const fixtureFile = (type: string, minor: number): string => `events/fixtures/${type}/${minor}.json`;

export const readReleased = (files: Files): Released => JSON.parse(files.get(RELEASED_FILE) ?? '{}');

/** Of a payload's shape: words may be improved after a release. */
export const fingerprint = (schema: JsonSchema): string =>
  `sha256-${createHash('sha256')
    .update(JSON.stringify(shapeOf(schema)))
    .digest('hex')}`;

/** The released payloads of an event as they are committed, or why they are not what was released. */
export function releasedSchemas(type: string, released: Released, files: Files): { schemas: JsonSchema[]; problems: Problem[] } {
  const schemas: JsonSchema[] = [];
  const problems: Problem[] = [];
  for (const [minor, print] of (released[type] ?? []).entries()) {
    const text = files.get(schemaFile(type, minor));
    const schema: JsonSchema | undefined = text === undefined ? undefined : JSON.parse(text);
    if (!schema) problems.push(damaged(type, minor, 'released-missing'));
    else if (fingerprint(schema) !== print) problems.push(damaged(type, minor, 'released-changed'));
    else schemas.push(schema);
  }
  return { schemas, problems };
}

const damaged = (type: string, minor: number, rule: 'released-missing' | 'released-changed'): Problem => ({
  type,
  path: '',
  rule,
  message: `schema/${schemaFile(type, minor)} was released and is ${rule === 'released-missing' ? 'gone' : 'not what it was'}`,
  remedy: 'Take the file from the history again: events of that shape are about.',
});
