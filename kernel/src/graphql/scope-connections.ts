import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';

const isScoped = (directive: ConstDirectiveNode): boolean => directive.name.value === 'tenantScoped';

/**
 * Makes the pages of a tenant's type the tenant's, too: a `MembershipConnection` holds a count and an edge a cursor, which are as
 * much one organization's data as the memberships themselves.
 */
export function scopeConnections(document: DocumentNode): DocumentNode {
  const types = document.definitions.filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const scoped = new Map(
    types.flatMap((type) => (type.directives ?? []).filter(isScoped).map((directive) => [type.name.value, directive])),
  );
  const itemOf = (type: ObjectTypeDefinitionNode) => type.fields?.find(({ name }) => name.value === 'nodes' || name.value === 'node')?.type;
  return {
    ...document,
    definitions: document.definitions.map((node) => {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || !/(Connection|Edge)$/.test(node.name.value) || scoped.has(node.name.value))
        return node;
      const item = itemOf(node);
      const directive = item && scoped.get(nameOf(item));
      return directive ? { ...node, directives: [...(node.directives ?? []), directive] } : node;
    }),
  };
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
