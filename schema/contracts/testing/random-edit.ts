import type { JsonSchema } from '../json-schema.js';
import type { Random } from './random.js';
import { NAMES, randomSchema, SCALARS } from './random-schema.js';

type Edit = (schema: JsonSchema, random: Random) => JsonSchema;

/** Changes one place of a schema, somewhere, into something like it. */
export function randomEdit(schema: JsonSchema, random: Random): JsonSchema {
  const parts = partsOf(schema);
  if (parts.length > 0 && random.chance(0.6)) {
    const { part, put } = random.pick(parts);
    return put(randomEdit(part, random));
  }
  return random.pick(EDITS)(schema, random);
}

/** The one change that readers and writers of either schema do not notice: one more property, and not a required one. */
export function growSomewhere(schema: JsonSchema, random: Random): JsonSchema {
  const parts = partsOf(schema).filter(({ part }) => canGrow(part));
  if (parts.length > 0 && (!isGrowable(schema) || random.chance(0.6))) {
    const { part, put } = random.pick(parts);
    return put(growSomewhere(part, random));
  }
  return addOptional(schema, random);
}

const isGrowable = (schema: JsonSchema) => schema.additionalProperties === true;

/** Somewhere in it is an object that may get more properties, and that no branch of a union competes with. */
const canGrow = (schema: JsonSchema): boolean => !schema.oneOf && (isGrowable(schema) || partsOf(schema).some(({ part }) => canGrow(part)));

const freeName = ({ properties = {} }: JsonSchema, random: Random) =>
  [...NAMES, `e${random.below(100)}`].find((name) => !(name in properties)) as string;

const addOptional: Edit = (schema, random) => ({
  ...schema,
  properties: { ...schema.properties, [freeName(schema, random)]: randomSchema(random, 1) },
});

const addRequired: Edit = (schema, random) => {
  const name = freeName(schema, random);
  return { ...schema, properties: { ...schema.properties, [name]: randomSchema(random, 1) }, required: [...(schema.required ?? []), name] };
};

const removeProperty: Edit = (schema, random) => {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return schema;
  const gone = random.pick(names);
  const { [gone]: _gone, ...properties } = schema.properties ?? {};
  return { ...schema, properties, required: (schema.required ?? []).filter((name) => name !== gone) };
};

const toggleRequired: Edit = (schema, random) => {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return schema;
  const name = random.pick(names);
  const required = schema.required ?? [];
  return { ...schema, required: required.includes(name) ? required.filter((other) => other !== name) : [...required, name] };
};

const toggleValue: Edit = (schema, random) => {
  if (!schema.enum) return schema;
  const word = random.pick(['red', 'green', 'blue', 'grey']);
  const values = schema.enum.includes(word) ? schema.enum.filter((other) => other !== word) : [...schema.enum, word];
  return { ...schema, enum: values.length > 0 ? values : ['red'] };
};

const moveLimit: Edit = (schema, random) => {
  const limits = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'].filter((limit) => limit in schema);
  if (limits.length === 0) return schema;
  const limit = random.pick(limits);
  return { ...schema, [limit]: Math.max(0, Number(schema[limit]) + random.pick([-1, 1])) };
};

const dropKeyword: Edit = (schema, random) => {
  const keywords = Object.keys(schema).filter((keyword) => !['properties', 'anyOf', 'oneOf'].includes(keyword));
  if (keywords.length === 0) return schema;
  const { [random.pick(keywords)]: _dropped, ...rest } = schema;
  return rest;
};

const toggleNull: Edit = (schema) => {
  const [first, second] = schema.anyOf ?? [];
  return first && second?.type === 'null' ? first : { anyOf: [schema, { type: 'null' }] };
};

const editBranches: Edit = (schema, random) => {
  const union = schema.anyOf ? 'anyOf' : schema.oneOf ? 'oneOf' : undefined;
  if (!union) return schema;
  const branches = schema[union] as readonly JsonSchema[];
  if (branches.length > 1 && random.chance(0.5)) return { ...schema, [union]: branches.slice(1) };
  return random.chance(0.5)
    ? { ...schema, [union]: branches.toReversed() }
    : { ...schema, [union]: [...branches, randomSchema(random, 1)] };
};

const closeObject: Edit = (schema) => (schema.additionalProperties === true ? { ...schema, additionalProperties: false } : schema);

const replace: Edit = (_schema, random) => random.pick(SCALARS)(random);

const EDITS: readonly Edit[] = [
  ...[addOptional, addOptional, addRequired, removeProperty, toggleRequired, toggleValue],
  ...[moveLimit, dropKeyword, toggleNull, editBranches, closeObject, replace],
];

/** The schemas within a schema, each with what puts another one in its place. */
function partsOf(schema: JsonSchema): { part: JsonSchema; put: (part: JsonSchema) => JsonSchema }[] {
  const { properties = {}, items, additionalProperties } = schema;
  const branches = (union: 'anyOf' | 'oneOf') =>
    (schema[union] ?? []).map((part, index) => ({
      part,
      put: (other: JsonSchema) => ({ ...schema, [union]: schema[union]?.with(index, other) }),
    }));
  return [
    ...Object.entries(properties).map(([name, part]) => ({
      part,
      put: (other: JsonSchema) => ({ ...schema, properties: { ...properties, [name]: other } }),
    })),
    ...(items ? [{ part: items, put: (other: JsonSchema) => ({ ...schema, items: other }) }] : []),
    ...(typeof additionalProperties === 'object'
      ? [{ part: additionalProperties, put: (other: JsonSchema) => ({ ...schema, additionalProperties: other }) }]
      : []),
    ...branches('anyOf'),
    ...branches('oneOf'),
  ];
}
