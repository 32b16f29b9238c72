import { GraphQLEnumType, type GraphQLLeafType } from 'graphql';
import { misfit, type Shape, type Where } from './shape.js';

/** What needs no look at the type's own rules. */
const quick: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && (value | 0) === value,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
};

/** Serializes as graphql-js does. Scalars of the schema's own are let through as their subgraph sent them. */
export function leafShape(type: GraphQLLeafType, where: Where): Shape {
  const isFine = quickTest(type);
  return (value, shaping) => {
    if (value === undefined || value === null) return null;
    if (isFine(value)) return value;
    try {
      const serialized = type.serialize(value);
      if (serialized !== undefined && serialized !== null) return serialized;
    } catch {
      // Told of as a misfit below: the message of the type would quote the value.
    }
    return misfit(where, shaping, `not a value of ${type.name}`);
  };
}

/** The same as code that tells of `value`. */
export const quickTestInCode = (type: GraphQLLeafType): string | null => inCode[type.name] ?? null;

const inCode: Readonly<Record<string, string>> = {
  String: "typeof value === 'string'",
  ID: "typeof value === 'string'",
  Boolean: "typeof value === 'boolean'",
  Int: "(typeof value === 'number' && (value | 0) === value)",
  Float: "(typeof value === 'number' && value - value === 0)",
};

function quickTest(type: GraphQLLeafType): (value: unknown) => boolean {
  if (!(type instanceof GraphQLEnumType)) return quick[type.name] ?? (() => false);
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}
