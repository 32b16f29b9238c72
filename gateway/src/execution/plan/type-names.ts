import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** The names that an object's `__typename` may have for a type condition to apply. */
export type TypeNames = (condition: string) => ReadonlySet<string>;

const known = new WeakMap<GraphQLSchema, TypeNames>();

/** Interfaces count as well: a subgraph that knows one as an object answers with its name. */
export function typeNamesOf(schema: GraphQLSchema): TypeNames {
  const found = known.get(schema);
  if (found) return found;
  const sets = new Map<string, ReadonlySet<string>>();
  const typeNames: TypeNames = (condition) => {
    const names = sets.get(condition) ?? namesFor(schema, condition);
    sets.set(condition, names);
    return names;
  };
  known.set(schema, typeNames);
  return typeNames;
}

function namesFor(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = schema.getType(condition);
  const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const interfaces = isInterfaceType(type) ? schema.getImplementations(type).interfaces : [];
  return new Set([condition, ...[...objects, ...interfaces].map(({ name }) => name)]);
}
