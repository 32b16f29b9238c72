import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { type Misplaced, type MisplacedSource, misplacedIn, namesIn } from './misplaced.js';
import { reachOf } from './reach.js';
import { keysOf, type PathStep } from './response-path.js';
import type { Step } from './steps.js';

/** More are not looked for: a plan has one or two, or none. */
const MOST_MENDED = 20;

/**
 * Where a field requires one that requires another, the planner may ask for the second with what it asks its subgraph for before, when
 * the third is not there yet. Such a field gets a step of its own, behind those that bring what it needs, and before those that need it.
 * What cannot be mended so stays as it is.
 */
export function mendChains(steps: readonly Step[], source: MisplacedSource): readonly Step[] {
  let mended = awaitInputs(steps);
  for (let count = 0; count < MOST_MENDED; count += 1) {
    const next = mendOne(mended, source);
    if (!next) break;
    mended = next;
  }
  return mended;
}

function mendOne(steps: readonly Step[], source: MisplacedSource): readonly Step[] | null {
  for (const step of steps)
    for (const misplaced of misplacedIn(step.fetch, source)) {
      const own = stepFor(misplaced, step, { steps, source });
      const mended = own && withStep(steps, own, shorten(step, misplaced));
      if (mended) return mended;
    }
  return null;
}

interface Around {
  steps: readonly Step[];
  source: MisplacedSource;
}

/** The step that asks for the field alone; null where it could not be told which object is meant, or nobody brings what it requires. */
function stepFor({ node, type, path: below, inputs }: Misplaced, step: Step, { steps, source }: Around): Step | null {
  const { fetch, conditions } = step;
  const path: PathStep[] = [...step.path, ...below];
  const isWritten = (name: string, by: readonly Step[]) => by.some(({ writes }) => writes.has([...keysOf(path), name].join('/')));
  const others = steps.filter((other) => other !== step);
  // What the subgraph provides here by itself it need not be handed.
  if (!namesIn(inputs).every((name) => isWritten(name, others) && !isWritten(name, [step]))) return null;
  const key = source.facts.keysOf(fetch.serviceName, type).find((fields) => namesIn(fields).every((name) => isWritten(name, steps)));
  if (!key || fetch.contextRewrites?.length) return null;
  const own: FetchNode = {
    ...fetch,
    operation: operationOf(node, type, fetch),
    operationKind: OperationTypeNode.QUERY,
    variableUsages: fetch.variableUsages?.filter((name) => variablesIn(node).has(name)) ?? [],
    requires: [key, inputs].map((fields) => ({ kind: 'InlineFragment', typeCondition: type, selections: [TYPENAME, ...planned(fields)] })),
    inputRewrites: [],
    outputRewrites: [],
  };
  return { ...reachOf(own, path), index: steps.length, fetch: own, path, conditions, after: [] };
}

const TYPENAME: QueryPlanSelectionNode = { kind: 'Field', name: '__typename' };

const planned = ({ selections }: SelectionSetNode): QueryPlanSelectionNode[] =>
  selections.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === Kind.FIELD)
      return [{ kind: 'Field', name: node.name.value, ...(node.selectionSet ? { selections: planned(node.selectionSet) } : {}) }];
    if (node.kind !== Kind.INLINE_FRAGMENT) return [];
    const typeCondition = node.typeCondition?.name.value;
    return [{ kind: 'InlineFragment', ...(typeCondition ? { typeCondition } : {}), selections: planned(node.selectionSet) }];
  });

function operationOf(node: FieldNode, type: string, fetch: FetchNode): string {
  const used = variablesIn(node);
  const definitions = definitionsOf(fetch).filter(({ variable }) => used.has(variable.name.value));
  const head = ['$representations:[_Any!]!', ...definitions.map((definition) => print(definition))].join(' ');
  return stripIgnoredCharacters(`query(${head}){_entities(representations:$representations){...on ${type}{${print(node)}}}}`);
}

/** The step without the field; its object says what it is instead. */
function shorten(step: Step, { node }: Misplaced): Step {
  const text = print(node);
  const [operation] = parse(step.fetch.operation, { noLocation: true }).definitions as [OperationDefinitionNode];
  const shorter = visit(operation, {
    SelectionSet: (set) =>
      set.selections.some((one) => isField(one, text)) ? { ...set, selections: replaced(set.selections, text) } : undefined,
  });
  const used = variablesIn(shorter.selectionSet);
  const variableDefinitions = shorter.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const fetch: FetchNode = {
    ...step.fetch,
    operation: stripIgnoredCharacters(print({ ...shorter, variableDefinitions })),
    variableUsages: step.fetch.variableUsages?.filter((name) => used.has(name)) ?? [],
  };
  return { ...step, ...reachOf(fetch, step.path), fetch };
}

const isField = (node: SelectionNode, text: string): boolean => node.kind === Kind.FIELD && print(node) === text;

const replaced = (selections: readonly SelectionNode[], text: string): SelectionNode[] => [
  { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } },
  ...selections.filter((node) => !isField(node, text) && !(node.kind === Kind.FIELD && node.name.value === '__typename')),
];

const definitionsOf = ({ operation }: FetchNode): readonly VariableDefinitionNode[] =>
  (parse(operation, { noLocation: true }).definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];

function variablesIn(node: FieldNode | SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

/** Puts the step among the others; null where something that it needs waits for it. */
function withStep(steps: readonly Step[], own: Step, shortened: Step): readonly Step[] | null {
  const isLater = (step: Step) =>
    step.index !== shortened.index && (meets(step.reads, own.writes) || (step.index > shortened.index && isMutation(step)));
  const later = dependents(steps, new Set(steps.filter(isLater).map(({ index }) => index)));
  const bringing = steps.filter((step) => !later.has(step.index) && (step.index === shortened.index || meets(own.reads, step.writes)));
  const brought = new Set(bringing.flatMap(({ writes }) => [...writes]));
  if ([...own.reads].some((place) => place !== '' && !brought.has(place))) return null;
  const rest = steps.map((step) => {
    const same = step.index === shortened.index ? shortened : step;
    return isLater(step) ? { ...same, after: [...same.after, own.index] } : same;
  });
  return [...rest, { ...own, after: bringing.map(({ index }) => index) }];
}

const isMutation = ({ fetch }: Step): boolean => fetch.operationKind === OperationTypeNode.MUTATION;

/** These, and all that wait for them. */
function dependents(steps: readonly Step[], some: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(some);
  for (let size = -1; size < all.size; ) {
    size = all.size;
    for (const { index, after } of steps) if (after.some((before) => all.has(before))) all.add(index);
  }
  return all;
}

/** The planner may put a fetch before the one that brings what it requires; it waits for that one then, wherever it stands. */
function awaitInputs(steps: readonly Step[]): readonly Step[] {
  let awaited = steps;
  for (const { index } of steps) {
    const step = awaited[index] as Step;
    const later = dependents(awaited, new Set([index]));
    const earlier = new Set(awaited.slice(0, index).flatMap(({ writes }) => [...writes]));
    const missing = new Set([...step.reads].filter((place) => place !== '' && !earlier.has(place)));
    const late = awaited.filter(
      (other) => other.index > index && !later.has(other.index) && !isMutation(other) && meets(other.writes, missing),
    );
    if (missing.size === 0 || late.length === 0) continue;
    awaited = awaited.with(index, { ...step, after: [...step.after, ...late.map((other) => other.index)] });
  }
  return awaited;
}

const meets = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean => [...one].some((place) => other.has(place));
