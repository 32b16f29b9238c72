import type { JsonSchema } from '../json-schema.js';
import type { Random } from './random.js';

/** Few names, so that two schemas often mean the same property. */
export const NAMES = ['a', 'b', 'c', 'd'] as const;
const WORDS = ['red', 'green', 'blue', 'grey'] as const;

/** A payload as zod could have made it. */
export const randomObject = (random: Random, depth = 3): JsonSchema => objectOf(random, depth);

/** Anything that may stand within a payload. */
export function randomSchema(random: Random, depth: number): JsonSchema {
  if (depth <= 0) return scalar(random);
  return random.pick<(random: Random, depth: number) => JsonSchema>([
    scalar,
    scalar,
    scalar,
    nullable,
    list,
    objectOf,
    record,
    union,
    kinds,
  ])(random, depth);
}

export const SCALARS: readonly ((random: Random) => JsonSchema)[] = [
  () => ({ type: 'string' }),
  () => ({ type: 'boolean' }),
  () => ({}),
  (random) => ({ type: 'string', format: random.pick(['uuid', 'date-time', 'email']) }),
  (random) => ({ type: 'string', pattern: random.pick(['^[a-z]+$', '^red|blue$']) }),
  (random) => ({ type: 'string', minLength: random.below(4), ...(random.chance(0.5) && { maxLength: 4 + random.below(4) }) }),
  (random) => ({
    type: 'string',
    enum: WORDS.filter(() => random.chance(0.6))
      .concat('red')
      .filter(isFirst),
  }),
  (random) => ({ type: 'string', const: random.pick(WORDS) }),
  (random) => ({ type: random.pick(['integer', 'number']), ...bounds(random) }),
];

const isFirst = (item: unknown, index: number, items: readonly unknown[]) => items.indexOf(item) === index;

const bounds = (random: Random): JsonSchema => ({
  ...(random.chance(0.6) && { minimum: random.below(5) }),
  ...(random.chance(0.6) && { maximum: 5 + random.below(5) }),
});

const scalar = (random: Random) => random.pick(SCALARS)(random);

const nullable = (random: Random, depth: number): JsonSchema => ({ anyOf: [randomSchema(random, depth - 1), { type: 'null' }] });

const list = (random: Random, depth: number): JsonSchema => ({
  type: 'array',
  items: randomSchema(random, depth - 1),
  ...(random.chance(0.3) && { minItems: random.below(3) }),
  ...(random.chance(0.3) && { maxItems: 2 + random.below(3) }),
});

const record = (random: Random, depth: number): JsonSchema => ({ type: 'object', additionalProperties: randomSchema(random, depth - 1) });

function objectOf(random: Random, depth: number): JsonSchema {
  const names = NAMES.filter(() => random.chance(0.5));
  const properties = Object.fromEntries(names.map((name) => [name, randomSchema(random, depth - 1)]));
  return { type: 'object', properties, required: names.filter(() => random.chance(0.6)), additionalProperties: true };
}

const union = (random: Random, depth: number): JsonSchema => ({
  [random.pick(['anyOf', 'anyOf', 'oneOf'])]: [randomSchema(random, depth - 1), randomSchema(random, depth - 1)],
});

/** Objects that a constant tells apart. */
const kinds = (random: Random, depth: number): JsonSchema => ({
  [random.pick(['anyOf', 'oneOf'])]: WORDS.slice(0, 1 + random.below(3)).map((word) => {
    const { properties, required } = objectOf(random, depth - 1);
    return {
      type: 'object',
      properties: { kind: { type: 'string', const: word }, ...properties },
      required: ['kind', ...(required ?? [])],
      additionalProperties: true,
    };
  }),
});
