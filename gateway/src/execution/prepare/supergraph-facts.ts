import { type ConstDirectiveNode, type FieldNode, Kind, parse, type SelectionSetNode, visit } from 'graphql';
import { type ComposedType, isComposedType, subgraphNames } from '../plan/repair-document.js';

/** What a supergraph says of its subgraphs beside its types. */
export interface SupergraphFacts {
  /** Interfaces for which an object stands in some subgraph. */
  standIns: ReadonlySet<string>;
  /** Names of fields that some `@requires` asks for. */
  required: ReadonlySet<string>;
  /** Names of fields that some `@requires` asks for with arguments. */
  argued: ReadonlySet<string>;
  /** Names of fields of which a `@requires` or a key has something below, and the names of that. */
  parted: ReadonlyMap<string, ReadonlySet<string>>;
  /** The names of all fields. */
  fieldNames: ReadonlySet<string>;
  /** Whether any field has a `@requires`. */
  hasInputs: boolean;
  /** What a subgraph must be handed to resolve a field of a type; nothing for most. */
  inputsOf(subgraph: string, type: string, field: string): SelectionSetNode | undefined;
  /** The keys by which a subgraph can be asked for a type. */
  keysOf(subgraph: string, type: string): readonly SelectionSetNode[];
}

const facts = new WeakMap<object, SupergraphFacts>();

/** Reads them once for each version of a supergraph. */
export function supergraphFacts(supergraph: { sdl: string; plannedSdl?: string }): SupergraphFacts {
  const found = facts.get(supergraph) ?? readFacts(supergraph.plannedSdl ?? supergraph.sdl);
  facts.set(supergraph, found);
  return found;
}

function readFacts(sdl: string): SupergraphFacts {
  const supergraph = parse(sdl, { noLocation: true });
  const types = supergraph.definitions.filter(isComposedType);
  const names = subgraphNames(supergraph);
  const inputs = new Map<string, SelectionSetNode>();
  const keys = new Map<string, SelectionSetNode[]>();
  const parted = new Map<string, Set<string>>();
  for (const { name: type, directives = [], fields = [] } of types) {
    for (const { graph, key, resolvable } of directives.map(argumentsOf)) {
      if (!graph || !key) continue;
      const place = [names.get(graph), type.value].join(' ');
      addParts(parted, selectionSetOf(key));
      if (resolvable !== 'false') keys.set(place, [...(keys.get(place) ?? []), selectionSetOf(key)]);
    }
    for (const { name: field, directives: of = [] } of fields)
      for (const { graph, requires } of of.map(argumentsOf))
        if (graph && requires) inputs.set([names.get(graph), type.value, field.value].join(' '), selectionSetOf(requires));
  }
  for (const set of inputs.values()) addParts(parted, set);
  return {
    parted,
    standIns: new Set(types.filter(isStoodFor).map(({ name }) => name.value)),
    required: new Set([...inputs.values()].flatMap((set) => fieldsIn(set, () => true))),
    argued: new Set([...inputs.values()].flatMap((set) => fieldsIn(set, ({ arguments: given }) => given?.length))),
    fieldNames: new Set(types.flatMap(({ fields = [] }) => fields.map(({ name }) => name.value))),
    hasInputs: inputs.size > 0,
    inputsOf: (...place) => inputs.get(place.join(' ')),
    keysOf: (...place) => keys.get(place.join(' ')) ?? [],
  };
}

const isStoodFor = ({ directives = [] }: ComposedType): boolean =>
  directives.some((node) => argumentsOf(node).isInterfaceObject === 'true');

/** The arguments of a directive that are single values, as text. */
const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Partial<Record<string, string>> =>
  Object.fromEntries(given.flatMap(({ name, value }) => ('value' in value ? [[name.value, String(value.value)]] : [])));

const selectionSetOf = (fields: string): SelectionSetNode => {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  return (definition as { selectionSet: SelectionSetNode }).selectionSet;
};

function addParts(parted: Map<string, Set<string>>, { selections }: SelectionSetNode): void {
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD || !node.selectionSet) continue;
    if (node.kind === Kind.FIELD) {
      const known = parted.get(node.name.value) ?? new Set();
      parted.set(node.name.value, known);
      for (const name of namesWithin(node.selectionSet)) known.add(name);
    }
    addParts(parted, node.selectionSet);
  }
}

const namesWithin = ({ selections }: SelectionSetNode): string[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.name.value];
    return node.kind === Kind.INLINE_FRAGMENT ? namesWithin(node.selectionSet) : [];
  });

function fieldsIn(set: SelectionSetNode, isMeant: (node: FieldNode) => unknown): string[] {
  const names: string[] = [];
  visit(set, { Field: (node) => void (isMeant(node) && names.push(node.name.value)) });
  return names;
}
