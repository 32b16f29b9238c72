import { type GraphQLOutputType, getNamedType, isLeafType } from 'graphql';

/** Two fields can stand under one name where this is the same for both: lists, what may be null, and the name of a leaf. */
export function shapeOf(type: GraphQLOutputType): string {
  const { name } = getNamedType(type);
  return isLeafType(getNamedType(type)) ? String(type) : String(type).replace(name, '{}');
}
