import type { JsonSchema } from '../json-schema.js';
import type { Random } from './random.js';
import { NAMES } from './random-schema.js';

/**
 * What a writer of the schema might write: the properties that are listed and no others. Limits and null are drawn often. It
 * may break the schema where two rules meet (a string with two patterns, overlapping `oneOf`): check it before use.
 */
export function randomInstance(schema: JsonSchema, random: Random): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return randomInstance(random.pick(branches), random);
  if (schema.type === 'null') return null;
  if (schema.type === 'boolean') return random.chance(0.5);
  if (schema.type === 'string') return text(schema, random);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema, random);
  if (schema.type === 'array') return array(schema, random);
  if (schema.type === 'object' || schema.properties) return object(schema, random);
  return random.pick([null, true, 7, 2.5, 'red', 'some text', [], {}]);
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  uuid: ['019cae3f-5a00-7abc-8def-0123456789ab', '9f1b6c1e-7a51-4e0f-9d0a-1f2e3d4c5b6a'],
  'date-time': ['2026-03-02T09:30:00.000Z', '2024-02-29T23:59:59Z'],
  email: ['ada@acme.example', 'grace.hopper@navy.example'],
  '^[0-9a-f]{64}$': ['0123456789abcdef'.repeat(4)],
};

function text({ format, pattern, minLength = 0, maxLength = 12 }: JsonSchema, random: Random): string {
  const texts = TEXTS[format ?? ''] ?? TEXTS[pattern ?? ''];
  if (texts) return random.pick(texts);
  if (pattern) return random.pick(['red', 'blue', 'redder']);
  return 'x'.repeat(random.pick([Number(minLength), Number(maxLength)]));
}

function number({ type, minimum = -1000, maximum = 1000 }: JsonSchema, random: Random): number {
  const half = type === 'number' && random.chance(0.5) ? 0.5 : 0;
  return random.pick([minimum + half, maximum - half, Math.round((minimum + maximum) / 2)]);
}

function array({ items = {}, minItems = 0, maxItems = 3 }: JsonSchema, random: Random): unknown[] {
  const length = random.pick([Number(minItems), Number(maxItems)]);
  return Array.from({ length }, () => randomInstance(items, random));
}

function object({ properties = {}, required = [], additionalProperties }: JsonSchema, random: Random): object {
  const names = Object.keys(properties).filter((name) => required.includes(name) || random.chance(0.5));
  const free = typeof additionalProperties === 'object' ? NAMES.filter((name) => !(name in properties) && random.chance(0.5)) : [];
  return Object.fromEntries([
    ...names.map((name) => [name, randomInstance(properties[name] as JsonSchema, random)]),
    ...free.map((name) => [name, randomInstance(additionalProperties as JsonSchema, random)]),
  ]);
}
