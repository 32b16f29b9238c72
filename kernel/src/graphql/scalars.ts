import type { GraphQLScalarType } from 'graphql';
import { BigIntResolver, DateTimeResolver, JSONResolver } from 'graphql-scalars';

/** A point in time, RFC 3339. */
export const DateTime: GraphQLScalarType = DateTimeResolver;
/** Any JSON value. */
export const Json: GraphQLScalarType = JSONResolver;
/** Whole numbers beyond 32 bits: offsets, bytes, quotas. */
export const BigIntScalar: GraphQLScalarType = BigIntResolver;
