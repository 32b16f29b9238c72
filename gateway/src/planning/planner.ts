import { type CompositeType, Field, federationMetadata, operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

// Imports nothing of ours: it is also what a process of its own runs, from the sources as from what is built of them.

/** A plan, written down: its reader says how long it is without counting, and it crosses to another process as it is. */
export interface Planned {
  kind: 'planned';
  json: string;
  /** Milliseconds of computing. */
  took: number;
}

/** Why there is none: `refused` where planning would take too much, `failed` where the planner is at fault. */
export type Unplanned = { kind: 'refused' | 'failed'; reason: string; stack?: string | undefined; took: number };

/** Plans an operation of one supergraph, given as its text. */
export type PlanText = (text: string) => Planned | Unplanned;

/**
 * How far the planner looks. Its own 10,000 plans, and paths without end, took 1.4 s for 25 fields of types that three subgraphs share,
 * and 50 s and 3 GB until the process died for an interface four levels deep. With these limits 48 such operations took a tenth of the
 * time, 0.2 s at most, and 178 fetches in place of 177, in as many steps; our own schema has 1 plan for each operation.
 */
const LIMITS = { maxEvaluatedPlans: 1_000, pathsLimit: 10_000 };

/** What the planner says where it gives up for size, and what the engine says where it can hold no more. */
const TOO_COMPLEX =
  /^Too many options generated|^Number of non-local selections exceeds|^Exceeded maximum recursive|^Invalid (array|string) length|^Maximum call stack|^Set maximum size|^Map maximum size/;

const { typeIfAddedTo } = Field.prototype;

/**
 * The planner moves what a `@requires` needs into an earlier fetch from another subgraph wherever the schema of that one names the
 * fields. One that is `@external` there is named and cannot be resolved, so it is told that there is no such field. What is
 * provided along some way is still found by that way.
 */
function typeUnlessExternal(this: Field, parent: CompositeType): ReturnType<typeof typeIfAddedTo> {
  const type = typeIfAddedTo.call(this, parent);
  if (!type || parent === this.definition.parent || parent.kind === 'UnionType') return type;
  const field = parent.field(this.name);
  return field && federationMetadata(parent.schema())?.isFieldExternal(field) ? undefined : type;
}

/** @param sdl of a supergraph that has been validated. */
export function buildPlanner(sdl: string): PlanText {
  Field.prototype.typeIfAddedTo = typeUnlessExternal;
  const supergraph = Supergraph.build(sdl, { supportedFeatures: null, validateSupergraph: false });
  const api = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { debug: LIMITS });
  return (text) => {
    const began = performance.now();
    const took = () => performance.now() - began;
    try {
      const plan = planner.buildQueryPlan(operationFromDocument(api, parse(text, { noLocation: true })));
      return { kind: 'planned', json: JSON.stringify(plan), took: took() };
    } catch (error) {
      const { message: reason, stack } = error instanceof Error ? error : new Error(String(error));
      return { kind: TOO_COMPLEX.test(reason) ? 'refused' : 'failed', reason, stack, took: took() };
    }
  };
}

/** What a planning process is asked; a version is a number that its asker gave it. */
export type Question = { kind: 'load'; version: number; sdl: string } | { kind: 'plan'; version: number; text: string };

/** Each question has one answer. `unknown` is one about a version that is not loaded. */
export type Answer = { kind: 'loaded' } | { kind: 'unknown' } | Planned | Unplanned;

/** The version that is served, and the one that is about to be. */
const MOST_VERSIONS = 2;

/** Answers questions about the versions asked for last. */
export function createAnswerer(): (question: Question) => Answer {
  const planners = new Map<number, PlanText>();
  const use = (version: number, plan: PlanText) => {
    planners.delete(version);
    planners.set(version, plan);
    for (const old of [...planners.keys()].slice(0, -MOST_VERSIONS)) planners.delete(old);
  };
  return (question) => {
    const { version } = question;
    if (question.kind === 'load') {
      use(version, buildPlanner(question.sdl));
      return { kind: 'loaded' };
    }
    const plan = planners.get(version);
    if (!plan) return { kind: 'unknown' };
    use(version, plan);
    return plan(question.text);
  };
}

function answerOverIpc(send: (answer: Answer) => void): void {
  const answer = createAnswerer();
  process.on('message', (question: Question) => send(answer(question)));
  process.on('disconnect', () => process.exit());
  // A terminal interrupts the whole group: requests that have begun still need their plans, so whoever started this ends it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}

if (import.meta.main && process.send) answerOverIpc(process.send.bind(process));
