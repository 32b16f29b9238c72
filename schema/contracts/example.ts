import { createHash } from 'node:crypto';
import { z } from 'zod';
import { exampleValue } from './example-values.js';
import type { JsonSchema } from './json-schema.js';

/** What to find a value by. */
interface Place {
  type: string;
  property: string;
}

/**
 * One realistic instance of an event's payload with every property in it, always the same one: an id is made of its property's
 * name, so that the examples of all events tell of the same organization and the same people.
 */
export const exampleOf = (type: string, schema: JsonSchema): unknown => example(schema, { type, property: '' });

function example(schema: JsonSchema, place: Place): unknown {
  const known = exampleValue(place.type, place.property);
  if (known !== undefined && fits(schema, known)) return known;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [branch] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (branch) return example(branch, place);
  if (schema.type === 'object') return exampleObject(schema, place.type);
  if (schema.type === 'array') return [example(schema.items ?? {}, place)];
  return exampleScalar(schema, place.property);
}

const fits = (schema: JsonSchema, value: unknown): boolean =>
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).success;

function exampleObject({ properties = {}, additionalProperties }: JsonSchema, type: string): unknown {
  const listed = Object.entries(properties).map(([property, schema]) => [property, example(schema, { type, property })]);
  const free = typeof additionalProperties === 'object' ? [['inventory', example(additionalProperties, { type, property: '' })]] : [];
  return Object.fromEntries([...listed, ...free]);
}

function exampleScalar({ type, minimum = 1, maximum = 1, ...text }: JsonSchema, name: string): unknown {
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'integer' || type === 'number') return Math.min(Math.max(minimum, 1), Math.max(maximum, 1));
  return type === 'string' ? exampleText(text, name) : {};
}

const MADE: Readonly<Record<string, (name: string) => string>> = {
  uuid: uuidOf,
  'date-time': () => '2026-03-02T09:30:00.000Z',
  date: () => '2026-03-02',
  time: () => '09:30:00',
  duration: () => 'P14D',
  email: () => 'ada.lovelace@acme.example',
  hostname: () => 'erp.acme.example',
  ipv4: () => '192.0.2.10',
  ipv6: () => '2001:db8::10',
  uri: () => 'https://acme.example/orders',
  '^[0-9a-f]{64}$': digestOf,
};

function exampleText({ format = '', pattern = '', minLength = 0 }: JsonSchema, name: string): string {
  const make = MADE[format] ?? MADE[pattern] ?? inWords;
  return make(name).padEnd(Number(minLength), '.');
}

/** `lastFailure` → `Last failure` */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A UUID of version 7 from the time of the examples, its random part made of the name. */
function uuidOf(name: string): string {
  const digits = digestOf(name);
  return `019cae3f-5a00-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`;
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
