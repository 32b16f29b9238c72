import { type ASTNode, type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';

/** The fragments that a document defines, by their names. */
export const fragmentsIn = ({ definitions }: Pick<DocumentNode, 'definitions'>): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));

/** The key of a field in the answer. */
export const responseKeyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

/** The names of the variables that are used within. */
export function variablesIn(node: ASTNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
