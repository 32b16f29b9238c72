import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, type GraphQLLeafType, GraphQLString } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Complete } from './plan.js';

/** How a scalar or an enum is written; a value that is written as it is need not be asked about. */
export function completeLeaf(type: GraphQLLeafType): Complete {
  const serialize = (value: unknown) => serialized(type, value);
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return (_run, value) => (typeof value === 'string' ? value : serialize(value));
    case GraphQLInt:
      // The shortest question whether a number is whole and has 32 bits.
      return (_run, value) => (typeof value === 'number' && (value | 0) === value ? value : serialize(value));
    case GraphQLFloat:
      return (_run, value) => (typeof value === 'number' && Number.isFinite(value) ? value : serialize(value));
    case GraphQLBoolean:
      return (_run, value) => (typeof value === 'boolean' ? value : serialize(value));
    default:
      return (_run, value) => serialize(value);
  }
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return null;
  const written: unknown = type.serialize(value);
  if (written !== null && written !== undefined) return written;
  throw new Error(`Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(written)}`);
}
