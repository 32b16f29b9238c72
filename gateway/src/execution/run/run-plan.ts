import type { CompiledFetch } from '../plan/compile-plan.js';
import type { Run } from './run.js';
import { runFetches } from './run-fetch.js';

/** Does all that a plan says. Each fetch starts as soon as the last one is over whose data it needs. */
export function runPlan(run: Run): Promise<void> {
  return run.plan.fetches.length > 0 ? new Schedule(run).start() : Promise.resolve();
}

class Schedule {
  readonly #isActive: readonly boolean[];
  /** For each fetch, how many others it still waits for. */
  readonly #waiting: number[];
  /** Those that wait for nothing any more. */
  #ready: CompiledFetch[] = [];
  #running = 0;
  #gathering: NodeJS.Immediate | undefined;
  readonly #over = Promise.withResolvers<void>();

  constructor(private readonly run: Run) {
    const { plan, conditions, operation } = run;
    this.#isActive = plan.fetches.map(({ when }) => conditions.holds(when, operation.variables));
    this.#waiting = plan.fetches.map(({ after }) => after.reduce((count, index) => count + (this.#isActive[index] ? 1 : 0), 0));
  }

  start(): Promise<void> {
    this.#ready = this.run.plan.fetches.filter(({ index }) => this.#isActive[index] && this.#waiting[index] === 0);
    this.#startReady();
    return this.#over.promise;
  }

  #startReady(): void {
    // What is left behind would keep all the data of the run until its turn comes.
    clearImmediate(this.#gathering);
    this.#gathering = undefined;
    const ready = this.#ready;
    this.#ready = [];
    const groups = ready.length > 1 ? Map.groupBy(ready, ({ service }) => service).values() : [ready];
    for (const group of groups) {
      if (group.length === 0) continue;
      this.#running += 1;
      this.#begin(group);
    }
    if (this.#running === 0) this.#over.resolve();
  }

  #begin(group: readonly CompiledFetch[]): void {
    try {
      runFetches(group, this.run).then(() => this.#end(group), this.#over.reject);
    } catch (fault) {
      this.#over.reject(fault);
    }
  }

  #end(fetches: readonly CompiledFetch[]): void {
    this.#running -= 1;
    for (const { before } of fetches)
      for (const index of before) {
        this.#waiting[index]! -= 1;
        if (this.#isActive[index] && this.#waiting[index] === 0) this.#ready.push(this.run.plan.fetches[index]!);
      }
    if (this.#running === 0) this.#startReady();
    else if (this.#ready.length > 0) this.#gather();
  }

  /** What comes at the same time as this answer may make more of them ready, which can be asked for in the same call. */
  #gather(): void {
    this.#gathering ??= setImmediate(() => this.#startReady());
  }
}
