import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { fragmentsIn, responseKeyOf } from '../../document-nodes.js';
import { keysOf, type PathStep } from './response-path.js';

/** What a fetch reads of the answer so far, and what it adds. A place is its response keys, joined by `/`. */
export interface Reach {
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
  /** Response keys of the fields at the root of its operation. */
  rootKeys: readonly string[];
}

const FRAGMENT = '... on ';
const ENTITIES = '_entities';

export function reachOf(fetch: FetchNode, path: readonly PathStep[]): Reach {
  const writes = new Set<string>();
  const answer = new AnswerReader(parse(fetch.operation, { noLocation: true }));
  const base = keysOf(path);
  answer.visit(fetch.requires ? answer.entities() : answer.roots(), base, (place) => writes.add(place.join('/')));
  for (const { path: renamed, ...rewrite } of fetch.outputRewrites ?? [])
    if (rewrite.kind === 'KeyRenamer') addRenamed([...base, ...keysIn(renamed)], rewrite.renameKeyTo, writes);
  return { reads: readsOf(fetch, path), writes, rootKeys: answer.rootKeys() };
}

/** What stands below a key stands below its new name as well. */
function addRenamed(renamed: readonly string[], name: string, writes: Set<string>): void {
  const old = renamed.join('/');
  const fresh = [...renamed.slice(0, -1), name].join('/');
  for (const place of [...writes]) if (place === old || place.startsWith(`${old}/`)) writes.add(fresh + place.slice(old.length));
}

function readsOf({ requires, contextRewrites }: FetchNode, path: readonly PathStep[]): ReadonlySet<string> {
  const reads = new Set<string>();
  const base: string[] = [];
  for (const { key, types } of path) {
    if (key) base.push(key);
    reads.add(base.join('/'));
    if (types) reads.add([...base, '__typename'].join('/'));
  }
  readSelections(requires ?? [], base, reads);
  for (const { path: relative } of contextRewrites ?? []) {
    const up = relative.filter((element) => element === '..').length;
    const down = keysIn(relative.slice(up));
    for (let length = 1; length <= down.length; length += 1)
      reads.add([...base.slice(0, Math.max(0, base.length - up)), ...down.slice(0, length)].join('/'));
  }
  return reads;
}

function readSelections(selections: readonly QueryPlanSelectionNode[], base: readonly string[], reads: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') readSelections(selection.selections, base, reads);
    else {
      const place = [...base, selection.alias ?? selection.name];
      reads.add(place.join('/'));
      readSelections(selection.selections ?? [], place, reads);
    }
  }
}

const keysIn = (path: readonly string[]): string[] => path.filter((element) => element !== '..' && !element.startsWith(FRAGMENT));

/** Reads which keys the answer to an operation has. */
class AnswerReader {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #root: SelectionSetNode;

  constructor(document: DocumentNode) {
    this.#fragments = fragmentsIn(document);
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    this.#root = operation?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
  }

  roots(): SelectionSetNode {
    return this.#root;
  }

  entities(): SelectionSetNode | undefined {
    const field = this.#root.selections.find((node) => node.kind === Kind.FIELD && node.name.value === ENTITIES);
    return field?.kind === Kind.FIELD ? field.selectionSet : undefined;
  }

  rootKeys(): string[] {
    const keys = new Set<string>();
    this.visit(this.#root, [], (place) => place.length === 1 && keys.add(place[0]!));
    return [...keys];
  }

  visit(set: SelectionSetNode | undefined, base: readonly string[], tell: (place: readonly string[]) => void): void {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        const place = [...base, responseKeyOf(node)];
        tell(place);
        this.visit(node.selectionSet, place, tell);
      } else {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
        this.visit(fragment?.selectionSet, base, tell);
      }
    }
  }
}
