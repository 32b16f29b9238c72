import { isDeepStrictEqual } from 'node:util';
import type { EventDefinition } from '@supergraph/kernel/events';
import { z } from 'zod';
import { type JsonSchema, shapeOf } from './json-schema.js';
import { lintPayload } from './lint-payload.js';
import type { Problem } from './problem.js';

/** An event's payload as a contract, or why it cannot be one. */
export interface PayloadSchema {
  schema: JsonSchema;
  problems: Problem[];
}

/** The JSON Schema of an event's payload as its readers take it. Its `$id` names the minor. */
export function payloadSchema(definition: EventDefinition, minor: number): PayloadSchema {
  const { type, promise } = definition;
  try {
    const { schema: accepted, problems } = accept(definition);
    const { $schema, ...rest } = accepted;
    const schema = { $schema, $id: schemaPath(type, minor), title: type, description: promise, ...rest };
    return { schema, problems: [...problems, ...lintPayload(type, schema), ...(isKeptAsItIs(definition) ? [] : [transformed(type)])] };
  } catch (error) {
    return { schema: {}, problems: [notExpressible(type, (error as Error).message)] };
  }
}

/** Where a payload's schema is found: `ce_dataschema` of the envelope. */
export const schemaPath = (type: string, minor: number): string => `/schemas/${type}/${minor}.json`;

function accept({ type, payload }: EventDefinition): PayloadSchema {
  const problems: Problem[] = [];
  const schema = z.toJSONSchema(payload, {
    io: 'input',
    override: ({ zodSchema, jsonSchema, path }) => {
      const at = placeOf(path);
      const { checks, ...def } = zodSchema._zod.def;
      if (checks?.some((check) => check._zod.def.check === 'custom')) problems.push(hiddenRule(type, at));
      if (def.type !== 'object') return;
      if ((def as { catchall?: unknown }).catchall) problems.push(notOpen(type, at));
      jsonSchema.additionalProperties = true;
    },
  }) as JsonSchema;
  return { schema: spellOut(schema), problems };
}

/** `type: ['string', 'null']` as the union that it is, so that null is said in one way. */
const spellOut = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (!isListOfTypes(value?.type)) return value;
    const { type, ...words } = value;
    return { ...words, anyOf: type.map((one: string) => ({ type: one })) };
  });

/** A payload may have a property that is called "type". */
const isListOfTypes = (type: unknown): type is string[] => Array.isArray(type) && type.every((one) => typeof one === 'string');

/** What zod accepts is what it hands on, defaults apart: the same text can be read again and again. */
function isKeptAsItIs({ payload }: EventDefinition): boolean {
  const comparable = (io: 'input' | 'output') =>
    shapeOf(
      z.toJSONSchema(payload, {
        io,
        override: ({ jsonSchema }) => {
          delete jsonSchema.required;
          delete jsonSchema.default;
        },
      }) as JsonSchema,
    );
  return isDeepStrictEqual(withoutClosing(comparable('input')), withoutClosing(comparable('output')));
}

/** Written objects are closed for zod, read ones are not; that difference is meant. */
const withoutClosing = (schema: JsonSchema): unknown =>
  JSON.parse(JSON.stringify(schema, (key, value) => (key === 'additionalProperties' && typeof value === 'boolean' ? undefined : value)));

/** `properties`, `milestones`, `items`, `properties`, `percentage` → `milestones[].percentage` */
const placeOf = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) => (path[i - 1] === 'properties' && path[i - 2] !== 'properties' ? `.${step}` : step === 'items' ? '[]' : ''))
    .join('')
    .replace(/^\./, '');

const notExpressible = (type: string, message: string): Problem => ({
  type,
  path: '',
  rule: 'not-expressible',
  message: `the payload cannot be said in JSON Schema: ${message}`,
  remedy: 'Payloads are made of what JSON has: objects, arrays, strings, numbers, booleans, null.',
});

const hiddenRule = (type: string, path: string): Problem => ({
  type,
  path,
  rule: 'not-expressible',
  message: 'a rule of one’s own (refine, check) is not seen by readers, nor by the check for compatibility',
  remedy: 'Say it with limits, formats or patterns, or let the publisher’s action check it.',
});

const transformed = (type: string): Problem => ({
  type,
  path: '',
  rule: 'not-expressible',
  message: 'the payload is changed while it is read (transform, coerce, pipe)',
  remedy: 'Publish the value as it is read.',
});

const notOpen = (type: string, path: string): Problem => ({
  type,
  path,
  rule: 'not-open',
  message: 'the object is strict, loose or has a catch-all',
  remedy: 'Use z.object(): writers write what is listed, and readers ignore what they do not know, so that it can grow.',
});
