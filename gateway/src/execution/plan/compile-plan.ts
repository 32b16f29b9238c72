import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Conditions } from '../conditions.js';
import type { SupergraphFacts } from '../prepare/supergraph-facts.js';
import type { ClientPaths } from '../shape/client-paths.js';
import { compileContext, type ReadContext } from './context.js';
import { namesHanded } from './field-sets.js';
import { type JoinedFetch, type JoinOptions, joinFetches } from './join-fetches.js';
import type { JsonObject } from './json.js';
import { mendChains } from './mend-chains.js';
import { type Merge, merge, mergeOf } from './merge.js';
import { compileRepresenter, type Representer } from './representation.js';
import { keysOf } from './response-path.js';
import { compileRewrites, type Rewrite } from './rewrites.js';
import { type Step, stepsOf } from './steps.js';
import { type Supply, suppliesOf } from './supply.js';
import { compileTrim, type LeftOut } from './trim.js';
import { type TypeNames, typeNamesOf } from './type-names.js';

/** A step with all that can be known of it before there is a request. */
export interface CompiledFetch extends Step {
  /** The number of its conditions. */
  when: number;
  /** The steps that wait for it. */
  before: readonly number[];
  service: string;
  /** The same for fetches that fill the same places, and for those of them that name entities alike. */
  placeKey: string;
  nameKey: string;
  /** Null for a fetch that asks for no entities. */
  representer: Representer | null;
  /** What it brings has objects in it: who is handed the same answer has them in common. */
  bringsObjects: boolean;
  /** Puts an entity that it brings into what is there. */
  merge: Merge;
  rewriteInput: Rewrite | null;
  rewriteOutput: Rewrite | null;
  readContext: ReadContext | null;
  /** Null where all of it has to be asked for. */
  supply: Supply | null;
  /** Null where everything is asked of every object. */
  trim: ((objects: readonly JsonObject[]) => Part[]) | null;
}

/** Objects of which the same is asked. */
export interface Part {
  objects: readonly JsonObject[];
  /** Null where nothing can be asked of them. */
  fetch: CompiledFetch | null;
  isForLack: boolean;
}

export interface CompiledPlan {
  fetches: readonly CompiledFetch[];
  /** Answers must not be shared: what stands below one of them depends on where it stands. */
  hasContext: boolean;
  /** The operation that asks for the entities of several of them; null where there is none. */
  join(fetches: readonly CompiledFetch[]): JoinedFetch | null;
  /** The interfaces that some subgraph knows as an object. */
  standIns: ReadonlySet<string>;
}

export interface PlanSource {
  /** Knows every type of every subgraph. */
  schema: GraphQLSchema;
  facts: SupergraphFacts;
  conditions: Conditions;
  paths: Pick<ClientPaths, 'asksFor'>;
}

/** Compiles a plan of a supergraph. */
export function compilePlan(plan: QueryPlan, source: PlanSource): CompiledPlan {
  const typeNames = typeNamesOf(source.schema);
  const steps = mendChains(stepsOf(plan, typeNames), source);
  const supplies = suppliesOf(steps, source.schema);
  const fetches = steps.map((step): CompiledFetch => {
    const fetch: CompiledFetch = {
      ...step,
      ...namingOf(step, typeNames),
      when: source.conditions.numberOf(step.conditions),
      before: steps.flatMap(({ index, after }) => (after.includes(step.index) ? [index] : [])),
      service: step.fetch.serviceName,
      placeKey: placeKeyOf(step),
      bringsObjects: bringsObjects(step),
      merge: step.fetch.outputRewrites ? merge : mergeOf(keysBrought(step)),
      rewriteInput: compileRewrites(step.fetch.inputRewrites, typeNames),
      rewriteOutput: compileRewrites(step.fetch.outputRewrites, typeNames),
      readContext: compileContext(step.fetch, typeNames),
      supply: supplies.get(step.index) ?? null,
      trim: null,
    };
    fetch.trim = trimOf(fetch, steps, source);
    return fetch;
  });
  const hasContext = fetches.some(({ readContext }) => readContext !== null);
  return { fetches, hasContext, join: rememberJoined({ mayShare: !hasContext }), standIns: source.facts.standIns };
}

const namingOf = (step: Step, typeNames: TypeNames): Pick<CompiledFetch, 'nameKey' | 'representer'> => ({
  nameKey: placeKeyOf(step) + JSON.stringify(step.fetch.requires),
  representer: step.fetch.requires ? compileRepresenter(step.fetch.requires, typeNames) : null,
});

function trimOf(fetch: CompiledFetch, steps: readonly Step[], { schema, facts, paths }: PlanSource): CompiledFetch['trim'] {
  const typeNames = typeNamesOf(schema);
  const keys = keysOf(fetch.path);
  const here = steps.filter(({ path }) => keysOf(path).join('/') === keys.join('/'));
  const read = new Set(here.flatMap((step) => (step.fetch.requires ?? []).flatMap(namesHanded)));
  const isAsked = (name: string, typename: string) => read.has(name) || paths.asksFor(keys, name, typename);
  const trim = compileTrim(fetch.fetch, { typeNames, facts, isAsked });
  if (!trim) return null;
  const shorter = new Map<LeftOut, CompiledFetch | null>();
  const fetchFor = (leftOut: LeftOut | null): CompiledFetch | null => {
    if (!leftOut) return fetch;
    const known = shorter.get(leftOut);
    if (known !== undefined) return known;
    const node = trim.without(leftOut);
    const made = node && { ...fetch, fetch: node, ...namingOf({ ...fetch, fetch: node }, typeNames) };
    shorter.set(leftOut, made);
    return made;
  };
  return (objects) => {
    if (objects.every((object) => trim.leftOut(object) === null)) return [{ objects, fetch, isForLack: false }];
    const groups = Map.groupBy(objects, trim.leftOut);
    return [...groups].map(([leftOut, same]) => ({ objects: same, fetch: fetchFor(leftOut), isForLack: leftOut?.isForLack ?? false }));
  };
}

/** The keys of the entities that it brings. */
function keysBrought({ path, writes }: Step): string[] {
  const depth = keysOf(path).length;
  const places = [...writes].map((place) => place.split('/')).filter(({ length }) => length === depth + 1);
  return [...new Set(['__typename', ...places.map((place) => place[depth] as string)])];
}

function bringsObjects({ path, writes }: Step): boolean {
  const depth = keysOf(path).length + 1;
  return [...writes].some((place) => place.split('/').length > depth);
}

/** Which fetches meet is a matter of time: as many ways as a plan is likely to see. */
const MOST_JOINED = 100;

function rememberJoined(options: JoinOptions): CompiledPlan['join'] {
  const numbers = new WeakMap<CompiledFetch, number>();
  let last = 0;
  const numberOf = (fetch: CompiledFetch): number => {
    const number = numbers.get(fetch) ?? ++last;
    numbers.set(fetch, number);
    return number;
  };
  const known = new LRUCache<string, { joined: JoinedFetch | null }>({ max: MOST_JOINED });
  return (fetches) => {
    const key = fetches.map(numberOf).join();
    const found = known.get(key) ?? { joined: joinFetches(fetches, options) };
    known.set(key, found);
    return found.joined;
  };
}

const placeKeyOf = ({ path }: Step): string => JSON.stringify(path.map(({ key, types }) => [key, types && [...types]]));
