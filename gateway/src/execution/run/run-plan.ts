import type { CompiledFetch } from '../plan/compile-plan.js';
import type { Run } from './run.js';
import { runFetch } from './run-fetch.js';

/** Does all that a plan says. Each fetch starts as soon as the last one is over whose data it needs. */
export async function runPlan(run: Run): Promise<void> {
  const { fetches } = run.plan;
  if (fetches.length > 0) await new Schedule(run).start();
}

class Schedule {
  readonly #isActive: readonly boolean[];
  /** For each fetch, how many others it still waits for. */
  readonly #waiting: number[];
  #running = 0;
  readonly #over = Promise.withResolvers<void>();

  constructor(private readonly run: Run) {
    const { plan, conditions, operation } = run;
    this.#isActive = plan.fetches.map(({ when }) => conditions.holds(when, operation.variables));
    this.#waiting = plan.fetches.map(({ after }) => after.reduce((count, index) => count + (this.#isActive[index] ? 1 : 0), 0));
  }

  start(): Promise<void> {
    this.#startAll(this.run.plan.fetches.filter(({ index }) => this.#isActive[index] && this.#waiting[index] === 0));
    return this.#over.promise;
  }

  #startAll(fetches: readonly CompiledFetch[]): void {
    this.#running += fetches.length;
    for (const fetch of fetches) runFetch(fetch, this.run).then(() => this.#end(fetch), this.#over.reject);
    if (this.#running === 0) this.#over.resolve();
  }

  #end(fetch: CompiledFetch): void {
    this.#running -= 1;
    const ready = fetch.before.filter((index) => {
      this.#waiting[index]! -= 1;
      return this.#isActive[index] && this.#waiting[index] === 0;
    });
    this.#startAll(ready.map((index) => this.run.plan.fetches[index]!));
  }
}
