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
import { variablesIn } from '../../document-nodes.js';
import { namesHanded, namesIn, withoutNames } from './field-sets.js';
import { type Misplaced, type MisplacedSource, misplacedIn } from './misplaced.js';
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
  if (!source.facts.hasInputs) return steps;
  let mended = awaitInputs(steps);
  for (let count = 0; count < MOST_MENDED; count += 1) {
    const next = mendOne(mended, source);
    if (!next) break;
    mended = next;
  }
  return mended;
}

function mendOne(steps: readonly Step[], source: MisplacedSource): readonly Step[] | null {
  for (const step of steps) {
    const late = lateFor(step, steps);
    for (const misplaced of misplacedIn(step.fetch, late, source)) {
      const own = stepFor(misplaced, step, { steps, source });
      const mended = own && withStep(steps, own, shorten(step, misplaced, late));
      if (mended) return mended;
    }
  }
  return null;
}

/** What entities should come with and is only brought by what waits for this step itself. */
function lateFor(step: Step, steps: readonly Step[]): ReadonlySet<string> {
  const later = dependents(steps, new Set([step.index]));
  const brought = new Set(steps.filter(({ index }) => !later.has(index)).flatMap(({ writes }) => [...writes]));
  const names = (step.fetch.requires ?? []).flatMap(namesHanded);
  return new Set(names.filter((name) => name !== '__typename' && !brought.has([...keysOf(step.path), name].join('/'))));
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
    inputRewrites: renamed(inputs, aliasesIn(others), []),
    outputRewrites: [],
  };
  return { ...reachOf(own, path), index: steps.length, fetch: own, path, conditions, after: [] };
}

const TYPENAME: QueryPlanSelectionNode = { kind: 'Field', name: '__typename' };

/** What is fetched under a name of the plan's own has its own name again when it is handed over. */
function renamed({ selections }: SelectionSetNode, aliases: ReadonlyMap<string, string>, path: readonly string[]): FetchInputRewrites {
  return selections.flatMap((node): FetchInputRewrites => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return renamed(node.selectionSet, aliases, path);
    const here = [...path, node.name.value];
    const name = aliases.get(node.name.value);
    return [
      ...(name ? [{ kind: 'KeyRenamer' as const, path: here, renameKeyTo: name }] : []),
      ...(node.selectionSet ? renamed(node.selectionSet, aliases, here) : []),
    ];
  });
}

type FetchInputRewrites = NonNullable<FetchNode['inputRewrites']>;

function aliasesIn(steps: readonly Step[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const { fetch } of steps)
    visit(parse(fetch.operation, { noLocation: true }), {
      Field: ({ alias, name }) => void (alias && aliases.set(alias.value, name.value)),
    });
  return aliases;
}

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
function shorten(step: Step, { node, operation }: Misplaced, late: ReadonlySet<string>): Step {
  const shorter = visit(operation, {
    SelectionSet: (set) => (set.selections.includes(node) ? { ...set, selections: withTypename(set.selections, node) } : undefined),
  });
  const used = variablesIn(shorter.selectionSet);
  const variableDefinitions = shorter.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const fetch: FetchNode = {
    ...step.fetch,
    operation: stripIgnoredCharacters(print({ ...shorter, variableDefinitions })),
    variableUsages: step.fetch.variableUsages?.filter((name) => used.has(name)) ?? [],
    ...(step.fetch.requires ? { requires: step.fetch.requires.map((selection) => withoutNames(selection, late)) } : {}),
  };
  return { ...step, ...reachOf(fetch, step.path), fetch };
}

const withTypename = (selections: readonly SelectionNode[], gone: FieldNode): SelectionNode[] => [
  { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } },
  ...selections.filter((node) => node !== gone && !(node.kind === Kind.FIELD && node.name.value === '__typename')),
];

const definitionsOf = ({ operation }: FetchNode): readonly VariableDefinitionNode[] =>
  (parse(operation, { noLocation: true }).definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];

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

/** The planner may put a fetch before the one that brings what it requires, or beside it; it waits for that one then. */
function awaitInputs(steps: readonly Step[]): readonly Step[] {
  let awaited = steps;
  for (const { index } of steps) {
    const step = awaited[index] as Step;
    const brought = new Set([...ancestors(step, awaited)].flatMap((before) => [...(awaited[before] as Step).writes]));
    const missing = new Set([...step.reads].filter((place) => place !== '' && !brought.has(place)));
    if (missing.size === 0) continue;
    const later = dependents(awaited, new Set([index]));
    const others = awaited.filter((other) => !later.has(other.index) && !isMutation(other) && meets(other.writes, missing));
    awaited = awaited.with(index, { ...step, after: [...step.after, ...others.map((other) => other.index)] });
  }
  return awaited;
}

/** All that is over before the step starts. */
function ancestors({ after }: Step, steps: readonly Step[]): ReadonlySet<number> {
  const all = new Set(after);
  for (const index of all) for (const before of (steps[index] as Step).after) all.add(before);
  return all;
}

const meets = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean => [...one].some((place) => other.has(place));
