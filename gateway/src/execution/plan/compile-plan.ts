import type { QueryPlan } from '@apollo/query-planner';
import { type GraphQLSchema, isObjectType } from 'graphql';
import type { Conditions } from '../conditions.js';
import { compileContext, type ReadContext } from './context.js';
import { compileRepresenter, type Representer } from './representation.js';
import { compileRewrites, type Rewrite } from './rewrites.js';
import { type Step, stepsOf } from './steps.js';
import { typeNamesOf } from './type-names.js';

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
  rewriteInput: Rewrite | null;
  rewriteOutput: Rewrite | null;
  readContext: ReadContext | null;
}

export interface CompiledPlan {
  fetches: readonly CompiledFetch[];
  /** Answers must not be shared: what stands below one of them depends on where it stands. */
  hasContext: boolean;
  isObjectType(name: unknown): boolean;
}

/** Compiles a plan of a supergraph, whose schema knows every type of every subgraph. */
export function compilePlan(plan: QueryPlan, schema: GraphQLSchema, conditions: Conditions): CompiledPlan {
  const typeNames = typeNamesOf(schema);
  const steps = stepsOf(plan, typeNames);
  const fetches = steps.map(
    (step): CompiledFetch => ({
      ...step,
      when: conditions.numberOf(step.conditions),
      before: steps.flatMap(({ index, after }) => (after.includes(step.index) ? [index] : [])),
      service: step.fetch.serviceName,
      placeKey: placeKeyOf(step),
      nameKey: placeKeyOf(step) + JSON.stringify(step.fetch.requires),
      representer: step.fetch.requires ? compileRepresenter(step.fetch.requires, typeNames) : null,
      rewriteInput: compileRewrites(step.fetch.inputRewrites, typeNames),
      rewriteOutput: compileRewrites(step.fetch.outputRewrites, typeNames),
      readContext: compileContext(step.fetch, typeNames),
    }),
  );
  return {
    fetches,
    hasContext: fetches.some(({ readContext }) => readContext !== null),
    isObjectType: (name) => typeof name === 'string' && isObjectType(schema.getType(name)),
  };
}

const placeKeyOf = ({ path }: Step): string => JSON.stringify(path.map(({ key, types }) => [key, types && [...types]]));
