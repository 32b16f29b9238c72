import { type DocumentNode, Kind, parse, type SelectionNode } from 'graphql';

const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** The root fields of an operation by response key: `a1` → `Query.user`. */
export function rootsOf(document: string): Map<string, string> {
  const parsed = parse(document);
  const operation = parsed.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return new Map();
  const root = ROOTS[operation.operation];
  return new Map(fieldsWithin(operation.selectionSet.selections, parsed).map(([key, name]) => [key, `${root}.${name}`]));
}

function fieldsWithin(selections: readonly SelectionNode[], document: DocumentNode): [string, string][] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [[node.alias?.value ?? node.name.value, node.name.value] as [string, string]];
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT
        ? node
        : document.definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value);
    return fragment && 'selectionSet' in fragment && fragment.selectionSet ? fieldsWithin(fragment.selectionSet.selections, document) : [];
  });
}
