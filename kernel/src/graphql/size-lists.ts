import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parseConstValue, type TypeNode } from 'graphql';

/** The argument that says how many entries a page has. */
const SLICE = 'first';

/**
 * Says of every page how large it may be, for the estimate of what an operation costs (the IBM cost specification): `first`
 * counts its `edges` and `nodes`. A subgraph need not say it field by field, and so cannot forget it.
 */
export function sizeLists(document: DocumentNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? {
            ...node,
            fields:
              node.fields?.map((field) =>
                isPage(field) && !isSized(field) ? { ...field, directives: [...(field.directives ?? []), LIST_SIZE] } : field,
              ) ?? [],
          }
        : node,
    ),
  };
}

const isPage = ({ type, arguments: args }: FieldDefinitionNode): boolean =>
  nameOf(type).endsWith('Connection') && (args ?? []).some(({ name }) => name.value === SLICE);

const isSized = ({ directives }: FieldDefinitionNode): boolean => (directives ?? []).some(({ name }) => name.value === 'listSize');

const LIST_SIZE: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'listSize' },
  arguments: Object.entries({
    slicingArguments: `["${SLICE}"]`,
    sizedFields: '["edges", "nodes"]',
    requireOneSlicingArgument: 'false',
  }).map(([name, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: parseConstValue(value, { noLocation: true }),
  })),
};

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
