import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import type { DrawnOperation } from '../operations/operation.js';

/** Whether what was found shows with this one still. */
export type StillShows<Thing> = (thing: Thing) => Promise<boolean>;

/** The operation without whatever can go while it still shows. */
export async function shrinkOperation(
  operation: DrawnOperation,
  schema: GraphQLSchema,
  stillShows: StillShows<DrawnOperation>,
): Promise<DrawnOperation> {
  let smallest = { ...operation, text: print(parse(operation.text)) };
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const edit of EDITS)
      for (let at = 0; ; ) {
        const candidate = editedAt(smallest, edit, at);
        if (candidate === 'no more') break;
        const isTaken = isValid(candidate, schema) && candidate.text.length < smallest.text.length && (await stillShows(candidate));
        if (isTaken) {
          smallest = candidate;
          isSmaller = true;
        } else at += 1;
      }
  }
  return smallest;
}

/** What may be done at a node; undefined where nothing, null where it goes. */
type Edit = (node: ASTNode, document: DocumentNode) => ASTNode | null | undefined;

const EDITS: readonly Edit[] = [
  (node) => (node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT || node.kind === Kind.FRAGMENT_SPREAD ? null : undefined),
  (node) => (node.kind === Kind.FIELD && node.selectionSet ? { ...node, selectionSet: TYPENAME_ONLY } : undefined),
  (node) => (node.kind === Kind.DIRECTIVE || node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD ? null : undefined),
  (node) => (node.kind === Kind.FIELD && node.alias ? { ...node, alias: undefined } : undefined),
  (node, { definitions }) => {
    if (node.kind !== Kind.FRAGMENT_SPREAD) return undefined;
    const found = definitions.find(
      (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
    );
    return (
      found && {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: found.typeCondition,
        directives: node.directives,
        selectionSet: found.selectionSet,
      }
    );
  },
  // A selection set in the place of the only fragment that it holds.
  (node) => {
    if (node.kind !== Kind.SELECTION_SET) return undefined;
    const [only, ...others] = node.selections;
    return only?.kind === Kind.INLINE_FRAGMENT && others.length === 0 ? only.selectionSet : undefined;
  },
  (node) => (node.kind === Kind.OPERATION_DEFINITION && node.name?.value === 'Another' ? null : undefined),
];

const TYPENAME_ONLY = parse('{ __typename }').definitions.flatMap((node) =>
  node.kind === Kind.OPERATION_DEFINITION ? [node.selectionSet] : [],
)[0]!;

/** The edit done at the one of the places for it that has this number. */
function editedAt(operation: DrawnOperation, edit: Edit, at: number): DrawnOperation | 'no more' {
  let places = 0;
  const document = parse(operation.text, { noLocation: true });
  const edited = visit(document, {
    enter(node) {
      if (places > at) return undefined;
      const after = edit(node, document);
      if (after === undefined) return undefined;
      places += 1;
      return places > at ? after : undefined;
    },
  }) as DocumentNode;
  if (places <= at) return 'no more';
  return tidied({ ...operation, text: print(edited) });
}

/** Without fragments and variables that nothing uses any more. */
function tidied(operation: DrawnOperation): DrawnOperation {
  let { text } = operation;
  for (;;) {
    const names = [...text.matchAll(/fragment (\w+) on/g)].map(([, name = '']) => name);
    const unused = names.find((name) => !new RegExp(`\\.\\.\\.${name}\\b`).test(text));
    if (!unused || !isParsed(text)) break;
    text = print(visit(parse(text), { FragmentDefinition: (node) => (node.name.value === unused ? null : undefined) }));
  }
  if (!isParsed(text)) return { ...operation, text };
  const document = parse(text);
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
  });
  const variables = Object.fromEntries(Object.entries(operation.variables).filter(([name]) => used.has(name)));
  const rest = visit(document, { VariableDefinition: (node) => (used.has(node.variable.name.value) ? undefined : null) });
  return { ...operation, text: print(rest), variables, operationName: nameIn(rest, operation.operationName) };
}

const nameIn = (document: DocumentNode, name: string | undefined): string | undefined =>
  document.definitions.some((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION && node.name?.value === name)
    ? name
    : undefined;

function isParsed(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

const isValid = ({ text }: DrawnOperation, schema: GraphQLSchema): boolean => isParsed(text) && validate(schema, parse(text)).length === 0;
