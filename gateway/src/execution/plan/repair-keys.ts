import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { type ComposedType, directivesOf, textIn, withTypes } from './repair-document.js';

/**
 * Leaves out the keys that a type cannot be entered by in a subgraph where it has others that it can be entered by. For a field with a
 * `@requires` the planner goes back into a subgraph by the first key that it finds there, whether it is `resolvable` or not. To a plan,
 * a key that is not says nothing more: its fields are fields like any other.
 */
export const withoutClosedKeys = (supergraph: DocumentNode): DocumentNode => withTypes(supergraph, withOpenKeys);

function withOpenKeys(type: ComposedType): ComposedType {
  const keys = directivesOf(type, 'join__type').filter((join) => textIn(join, 'key') !== undefined);
  const entered = new Set(keys.filter(isOpen).map((key) => textIn(key, 'graph')));
  const closed = new Set(keys.filter((key) => !isOpen(key) && entered.has(textIn(key, 'graph'))));
  return closed.size === 0 ? type : { ...type, directives: type.directives?.filter((directive) => !closed.has(directive)) };
}

const isOpen = ({ arguments: given = [] }: ConstDirectiveNode): boolean =>
  !given.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value);
