import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';

export type ComposedType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Changes object types and interfaces of a supergraph; the same document where none of them changes. */
export function withTypes(document: DocumentNode, change: (type: ComposedType) => ComposedType): DocumentNode {
  const definitions = document.definitions.map((node) => (isComposedType(node) ? change(node) : node));
  return definitions.every((node, index) => node === document.definitions[index]) ? document : { ...document, definitions };
}

export const isComposedType = (node: DefinitionNode): node is ComposedType =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** A text, or the name of an enum's value, that a directive is given. */
export function textIn(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** The directives of the composition that have this name. */
export const directivesOf = ({ directives = [] }: { directives?: readonly ConstDirectiveNode[] | undefined }, name: string) =>
  directives.filter((directive) => directive.name.value === name);

/** The names of subgraphs, by the values that stand for them in a supergraph. */
export function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find((node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph');
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return new Map();
  const nameOf = (value: { directives?: readonly ConstDirectiveNode[] }) =>
    directivesOf(value, 'join__graph').map((node) => textIn(node, 'name'))[0];
  return new Map((graphs.values ?? []).map((value) => [value.name.value, nameOf(value) ?? value.name.value]));
}
