import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, Kind, print, stripIgnoredCharacters, visit } from 'graphql';
import type { Bindings, Needs } from './repair-requires.js';
import { operationIn, partsOf } from './repair-split.js';

/**
 * Makes a fetch with bound fields one that its subgraph understands: it asks for them by their own names with their arguments, and finds
 * them by their own names in what it is handed. Where fields of it need one field with different arguments, it becomes several.
 */
export function repairFetch(fetch: FetchNode, bindings: Bindings): PlanNode {
  const text = fetch.operation + JSON.stringify(fetch.requires ?? []);
  if (![...bindings.fields.keys()].some((name) => text.includes(name))) return fetch;
  const fetches = partsOf(fetch, bindings).map(
    ({ document, slots }): FetchNode => ({ ...fetch, ...asked(document, fetch, bindings), ...handed(fetch, slots, bindings) }),
  );
  return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
}

/** What a subgraph is asked, with bound fields by the names that it knows. Their answers keep the names that they were planned under. */
function asked(document: DocumentNode, { variableUsages }: FetchNode, { fields }: Bindings): Partial<FetchNode> {
  const restored = visit(document, {
    Field(node) {
      const bound = fields.get(node.name.value);
      if (!bound) return undefined;
      const name = { kind: Kind.NAME, value: bound.name } as const;
      return { ...node, alias: node.alias ?? node.name, name, arguments: [...bound.arguments, ...(node.arguments ?? [])] };
    },
  });
  const defined = new Set(operationIn(restored).variableDefinitions?.map(({ variable }) => variable.name.value));
  const operation = stripIgnoredCharacters(print(restored));
  return variableUsages ? { operation, variableUsages: variableUsages.filter((name) => defined.has(name)) } : { operation };
}

type Selections = readonly QueryPlanSelectionNode[];
type Field = Extract<QueryPlanSelectionNode, { kind: 'Field' }>;

/** What a subgraph is handed: bound fields by the names that it looks for. */
function handed({ requires, inputRewrites = [] }: FetchNode, slots: Needs, bindings: Bindings): Partial<FetchNode> {
  if (!requires) return {};
  const handover = new Handover(slots, bindings);
  const restored = handover.restore(requires, { keys: [], names: [] });
  const { renamed } = handover;
  return renamed.length > 0 ? { requires: restored, inputRewrites: [...inputRewrites, ...renamed] } : { requires: restored };
}

/** Where a selection stands: by the names that were planned, and by those of the fields. */
interface Place {
  keys: readonly string[];
  names: readonly string[];
}

class Handover {
  readonly renamed: NonNullable<FetchNode['inputRewrites']> = [];

  constructor(
    private readonly slots: Needs,
    private readonly bindings: Bindings,
  ) {}

  restore(selections: Selections, place: Place): QueryPlanSelectionNode[] {
    return selections.flatMap((node): QueryPlanSelectionNode[] => {
      if (node.kind === 'Field') return this.#restoreField(node, place);
      const inner = this.restore(node.selections, place);
      return inner.length > 0 ? [{ ...node, selections: inner }] : [];
    });
  }

  /** Of bound fields that are looked for in one slot, the one that is needed there stays. */
  #restoreField(node: Field, { keys, names }: Place): QueryPlanSelectionNode[] {
    const bound = this.bindings.fields.get(node.name);
    const name = bound?.name ?? node.name;
    const place = { keys: [...keys, node.name], names: [...names, name] };
    if (bound && (this.slots.get(place.names.join('/')) ?? node.name) !== node.name) return [];
    const selections = node.selections && this.restore(node.selections, place);
    if (selections?.length === 0) return [];
    if (bound) this.renamed.push({ kind: 'KeyRenamer', path: place.keys, renameKeyTo: name } as const);
    return [{ ...node, ...(bound ? { alias: node.name, name } : {}), ...(selections ? { selections } : {}) }];
  }
}
