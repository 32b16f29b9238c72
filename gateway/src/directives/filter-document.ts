import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn } from '../document-nodes.js';
import type { CompiledOperation } from './compile-operation.js';

/** What is planned where nothing is left: it asks no subgraph. */
const NOTHING: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

/**
 * The operation without the selections of which a check has failed. What is empty then goes as well, upwards; fragments that nobody
 * spreads any more are left out, and so are other operations of the document.
 */
export function filterDocument(
  document: DocumentNode,
  { definition, byNode }: CompiledOperation,
  failed: ReadonlySet<number>,
): DocumentNode {
  const fragments = fragmentsIn(document);
  const filtered = new Map<string, FragmentDefinitionNode | null>();
  const used = new Set<string>();
  const isRemoved = (node: SelectionNode) => byNode.get(node)?.some((index) => failed.has(index)) ?? false;

  const filterFragment = (name: string): FragmentDefinitionNode | null => {
    const known = filtered.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const selectionSet = fragment && filterSet(fragment.selectionSet);
    const result = fragment && selectionSet ? { ...fragment, selectionSet } : null;
    filtered.set(name, result);
    return result;
  };
  const filterSelection = (node: SelectionNode): SelectionNode[] => {
    if (isRemoved(node)) return [];
    if (node.kind === Kind.FRAGMENT_SPREAD) return filterFragment(node.name.value) ? [node] : [];
    if (!node.selectionSet) return [node];
    const selectionSet = filterSet(node.selectionSet);
    return selectionSet ? [{ ...node, selectionSet } as FieldNode] : [];
  };
  const filterSet = (set: SelectionSetNode): SelectionSetNode | null => {
    const selections = set.selections.flatMap(filterSelection);
    return selections.length > 0 ? { ...set, selections } : null;
  };
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind !== Kind.FRAGMENT_SPREAD) {
        if (node.selectionSet) collect(node.selectionSet);
      } else if (!used.has(node.name.value)) {
        used.add(node.name.value);
        collect((filterFragment(node.name.value) as FragmentDefinitionNode).selectionSet);
      }
    }
  };
  const operation = { ...definition, selectionSet: filterSet(definition.selectionSet) ?? NOTHING };
  collect(operation.selectionSet);
  const definitions: DefinitionNode[] = [operation, ...[...used].map((name) => filterFragment(name) as FragmentDefinitionNode)];
  return { kind: Kind.DOCUMENT, definitions };
}
