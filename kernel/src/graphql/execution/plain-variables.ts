import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  GraphQLString,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** Reads the variables of an operation; null where that is more than taking them as they are. */
export type ReadVariables = (given: Readonly<Record<string, unknown>>) => Record<string, unknown> | null;

type Accepts = (value: unknown) => boolean;

/**
 * Most variables are scalars, and right: whoever has looked at the types once need not coerce them each time. Any other ones
 * (lists, inputs, enums, defaults, faults) are a matter for graphql-js.
 */
export function plainVariables(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): ReadVariables {
  const variables = variableDefinitions.map(({ variable, type }) => ({
    name: variable.name.value,
    accepts: acceptsOf(typeFromAST(schema, type as never) as GraphQLInputType | undefined),
  }));
  return (given) => {
    const read: Record<string, unknown> = {};
    for (const { name, accepts } of variables) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (!accepts(value)) return null;
      read[name] = value;
    }
    return read;
  };
}

function acceptsOf(type: GraphQLInputType | undefined): Accepts {
  if (type === undefined) return () => false;
  if (isNonNullType(type)) {
    const accepts = acceptsOf(type.ofType as GraphQLInputType);
    return (value) => value !== null && accepts(value);
  }
  const accepts = SCALARS.get(type);
  return accepts ? (value) => value === null || accepts(value) : () => false;
}

const isText: Accepts = (value) => typeof value === 'string';

const SCALARS: ReadonlyMap<GraphQLInputType, Accepts> = new Map<GraphQLInputType, Accepts>([
  [GraphQLString, isText],
  [GraphQLID, isText],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLFloat, (value) => typeof value === 'number' && Number.isFinite(value)],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
]);
