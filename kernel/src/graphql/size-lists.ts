import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parseConstValue, type TypeNode } from 'graphql';

/** The argument that says how many entries a page has. */
const SLICE = 'first';

/** A mutation that is refused says why in one entry or two. */
const USER_ERRORS = 'userErrors';

/**
 * Says of every page how large it may be, for the estimate of what an operation costs (the IBM cost specification): `first`
 * counts its `edges` and `nodes`. A subgraph need not say it field by field, and so cannot forget it.
 */
export function sizeLists(document: DocumentNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? { ...node, fields: node.fields?.map(sizeOf) ?? [] }
        : node,
    ),
  };
}

function sizeOf(field: FieldDefinitionNode): FieldDefinitionNode {
  const isSized = (field.directives ?? []).some(({ name }) => name.value === 'listSize');
  const size = isPage(field) ? PAGE : field.name.value === USER_ERRORS ? FEW : null;
  return size && !isSized ? { ...field, directives: [...(field.directives ?? []), size] } : field;
}

const isPage = ({ type, arguments: args }: FieldDefinitionNode): boolean =>
  nameOf(type).endsWith('Connection') && (args ?? []).some(({ name }) => name.value === SLICE);

const listSize = (args: Record<string, string>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'listSize' },
  arguments: Object.entries(args).map(([name, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: parseConstValue(value, { noLocation: true }),
  })),
});

const PAGE = listSize({ slicingArguments: `["${SLICE}"]`, sizedFields: '["edges", "nodes"]', requireOneSlicingArgument: 'false' });
const FEW = listSize({ assumedSize: '2' });

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
