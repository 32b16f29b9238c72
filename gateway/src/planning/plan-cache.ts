import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { textOf } from '../execution/document-text.js';
import { GatewayErrors } from '../gateway.errors.js';
import type { Planned, Unplanned } from './planner.js';
import type { AskPlanner } from './planning.js';

/** The plan of a document of one operation: at once where it is known, so that nothing waits. @throws OPERATION_TOO_COMPLEX, PLANNER_BUSY. */
export type Plan = (document: DocumentNode) => QueryPlan | Promise<QueryPlan>;

/** What is told of what a cache does, as it does it. */
export interface PlanObserver {
  asked(outcome: 'hit' | 'miss' | 'shared'): void;
  planned(outcome: Planned['kind'] | Unplanned['kind'], milliseconds: number): void;
  evicted(): void;
}

export interface PlanCacheOptions {
  /** Of all that is kept, as `bytesOf` counts. */
  bytes: number;
  observer?: PlanObserver | undefined;
  /** What is done to each plan before it is kept. */
  repair?: ((plan: QueryPlan) => QueryPlan) | undefined;
}

/** Bytes of heap that a plan keeps: 1.46 for each character of its JSON (measured for operations of 10 to 1,000 fields), and its key. */
export const bytesOf = (text: string, json: string): number => Math.ceil(text.length + 1.5 * json.length);

/** What cannot be planned is not tried again for so many milliseconds. */
const REFUSED_FOR = 60_000;
/** Characters of what cannot be planned. */
const MOST_REFUSED = 1_000_000;

/**
 * Plans each operation of one schema once, however many ask for it at the same time, and keeps the plans used last. The key is the text
 * of what is planned: documents that differ in what was taken out of them have a plan each, and share it where the
 * same is left.
 */
export class PlanCache {
  readonly #plans: LRUCache<string, { plan: QueryPlan; bytes: number }>;
  readonly #texts = new WeakMap<QueryPlan, string>();
  readonly #planning = new Map<string, Promise<QueryPlan>>();
  readonly #refused = new LRUCache<string, Error>({
    maxSize: MOST_REFUSED,
    sizeCalculation: (_, text) => text.length,
    ttl: REFUSED_FOR,
  });

  constructor(
    private readonly ask: AskPlanner,
    private readonly options: PlanCacheOptions,
  ) {
    this.#plans = new LRUCache({
      maxSize: options.bytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_plan, _text, reason) => reason === 'evict' && options.observer?.evicted(),
    });
  }

  get bytes(): number {
    return this.#plans.calculatedSize;
  }

  get entries(): number {
    return this.#plans.size;
  }

  readonly plan: Plan = (document) => {
    const text = textOf(document);
    const known = this.#plans.get(text);
    if (!known) return this.#miss(text);
    this.options.observer?.asked('hit');
    return known.plan;
  };

  /** More is kept with a plan than was before, by so many bytes; or less. */
  readonly grew = (plan: QueryPlan, bytes: number): void => {
    const text = this.#texts.get(plan);
    const kept = text === undefined ? undefined : this.#plans.peek(text);
    if (text !== undefined && kept?.plan === plan) this.#plans.set(text, { plan, bytes: kept.bytes + bytes });
  };

  #miss(text: string): QueryPlan | Promise<QueryPlan> {
    const planning = this.#planning.get(text);
    this.options.observer?.asked(planning ? 'shared' : 'miss');
    if (planning) return planning;
    const refused = this.#refused.get(text);
    if (refused) throw refused;
    const answer = this.ask(text);
    if (!(answer instanceof Promise)) return this.#take(text, answer);
    const asked = answer.then((given) => this.#take(text, given)).finally(() => this.#planning.delete(text));
    this.#planning.set(text, asked);
    return asked;
  }

  #take(text: string, answer: Planned | Unplanned): QueryPlan {
    this.options.observer?.planned(answer.kind, answer.took);
    if (answer.kind !== 'planned') {
      const error = errorOf(answer);
      this.#refused.set(text, error);
      throw error;
    }
    const made = JSON.parse(answer.json) as QueryPlan;
    const plan = this.options.repair?.(made) ?? made;
    this.#texts.set(plan, text);
    this.#plans.set(text, { plan, bytes: bytesOf(text, answer.json) });
    return plan;
  }
}

function errorOf({ kind, reason, stack }: Unplanned): Error {
  const cause = new Error(reason);
  if (stack) cause.stack = stack;
  return kind === 'refused' ? GatewayErrors.OPERATION_TOO_COMPLEX().causedBy(cause) : new Error('The planner failed', { cause });
}
