import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, JSONResolver } from 'graphql-scalars';
import { isoText } from './iso-text.js';

/** A point in time, RFC 3339. Written when the field is: a `Date` costs twice as much when the answer is. */
export const DateTime = new GraphQLScalarType({
  ...DateTimeResolver.toConfig(),
  serialize: (value) => isoText(DateTimeResolver.serialize(value)),
});
/** Any JSON value. */
export const Json: GraphQLScalarType = JSONResolver;

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

function toBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  throw new GraphQLError('BigInt takes a whole number, or its digits as a string beyond 2^53');
}

/** Whole numbers beyond 32 bits: offsets, bytes, quotas. Written as a number as far as JSON numbers are exact, then as a string. */
export const BigIntScalar = new GraphQLScalarType({
  name: 'BigInt',
  description: 'A whole number beyond 32 bits. Beyond 2^53 it is written as a string, since JSON numbers are not exact there.',
  serialize(value) {
    const number = toBigInt(value);
    return number >= -LARGEST && number <= LARGEST ? Number(number) : String(number);
  },
  parseValue: toBigInt,
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return toBigInt(node.value);
    throw new GraphQLError('BigInt takes a whole number');
  },
});
