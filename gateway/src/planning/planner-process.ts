import type { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { GatewayErrors } from '../gateway.errors.js';
import type { Answer, Planned, Unplanned } from './planner.js';
import { type PlannerChild, PlannerGone, startPlannerChild } from './planner-child.js';

export interface PlannerProcessOptions {
  /** Milliseconds that planning one operation may take. */
  timeout: number;
  log: Logger;
  /** Milliseconds after which a process that has nothing to do is ended; it takes 120 MB. */
  idle?: number;
  /** Operations that may wait. */
  mostWaiting?: number;
  start?: (sdl: string) => PlannerChild;
}

interface Job {
  version: number;
  sdl: string;
  text: string;
  resolve: (answer: Planned | Unplanned) => void;
  reject: (error: unknown) => void;
}

/** Milliseconds that a process may take to start and to load a supergraph; it takes 300 where nothing else is going on. */
const START = 30_000;

/**
 * Plans operations in a process of its own, one after another in the order in which they came, so that none keeps requests waiting that
 * need no planning. It is started when there is something to plan, ended when there has long been nothing, and another takes its place
 * where an operation was more than it could bear.
 */
export class PlannerProcess {
  readonly #jobs: Job[] = [];
  #child: PlannerChild | null = null;
  #idle: NodeJS.Timeout | undefined;
  #isWorking = false;
  #isStopped = false;
  starts = 0;

  constructor(private readonly options: PlannerProcessOptions) {}

  /** Operations that wait for their turn. */
  get waiting(): number {
    return this.#jobs.length;
  }

  /** @throws PLANNER_BUSY where too many wait; an error where no planner can be had. */
  plan(version: number, sdl: string, text: string): Promise<Planned | Unplanned> {
    if (this.#isStopped) return Promise.reject(stopped());
    if (this.#jobs.length >= (this.options.mostWaiting ?? 1_000)) return Promise.reject(GatewayErrors.PLANNER_BUSY());
    return new Promise((resolve, reject) => {
      this.#jobs.push({ version, sdl, text, resolve, reject });
      if (!this.#isWorking) void this.#work();
    });
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#idle);
    for (const { reject } of this.#jobs.splice(0)) reject(stopped());
    this.#end();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    clearTimeout(this.#idle);
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
      await this.#run(job).then(job.resolve, job.reject);
    }
    this.#isWorking = false;
    if (!this.#isStopped) this.#idle = setTimeout(() => this.#end(), this.options.idle ?? 300_000).unref();
  }

  async #run(job: Job): Promise<Planned | Unplanned> {
    const { version, sdl } = job;
    const first = this.#child?.isAlive() ? await this.#plan(job) : UNKNOWN;
    if (first.kind !== 'unknown') return first;
    await this.#ask(() => this.#living(sdl).ask({ kind: 'load', version, sdl }, START));
    const second = await this.#plan(job);
    if (second.kind === 'unknown') throw new Error('The planner does not know the supergraph that it has loaded');
    return second;
  }

  /** An operation that ends its planner is refused: it was too much in time or in memory. */
  async #plan({ version, sdl, text }: Job): Promise<Planned | Unplanned | typeof UNKNOWN> {
    const { timeout, log } = this.options;
    const began = performance.now();
    try {
      const answer = await this.#ask(() => this.#living(sdl).ask({ kind: 'plan', version, text }, timeout));
      if (answer.kind === 'loaded') throw new Error('The planner answers another question');
      return answer;
    } catch (error) {
      if (!(error instanceof PlannerGone) || this.#isStopped) throw error;
      log.warn({ error, text: text.slice(0, 1_000) }, 'an operation could not be planned: its planner has been replaced');
      return { kind: 'refused', reason: error.message, took: performance.now() - began };
    }
  }

  /** Whatever breaks, the next operation has a planner of its own. */
  async #ask(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #living(sdl: string): PlannerChild {
    if (this.#isStopped) throw stopped();
    if (this.#child?.isAlive()) return this.#child;
    this.starts += 1;
    this.#child = (this.options.start ?? startPlannerChild)(sdl);
    return this.#child;
  }

  #end(): void {
    this.#child?.end();
    this.#child = null;
  }
}

const UNKNOWN = { kind: 'unknown' } as const;

const stopped = (): DomainError => GatewayErrors.PLANNER_BUSY().causedBy(new Error('The planner has been stopped'));
