import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger/index.js';
import type { FactChange } from './facts-provider.js';
import type { FactsTransport } from './facts-transport.js';

/** How long one question for changes may wait, in milliseconds. Each answer proves that the source can be heard. */
const WAIT = 1_000;
const RETRY = 200;
/** Processes that start and stop together miss each other for a moment; longer than this (ms) is told in the log, once. */
const GRACE = 3_000;

export interface WatchOptions {
  source: string;
  transport: FactsTransport;
  log: Logger;
  now: () => number;
  /** The source is heard from here on, or again after it was lost; what was known of it may be out of date. */
  onStart: (position: bigint) => Promise<void>;
  onChanges: (changes: readonly FactChange[], position: bigint) => void;
}

/** Follows one source of facts, from its present end on. */
export class FactsWatch {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #heardAt = Number.NEGATIVE_INFINITY;
  #hasFacts = true;
  #position: string | null = null;

  constructor(private readonly options: WatchOptions) {}

  /** Resolves after the first answer, whether or not there was one. */
  async start(): Promise<void> {
    await this.#listen().catch((error) => this.options.log.debug({ error, source: this.options.source }, 'facts cannot be read yet'));
    this.#running = this.#run();
  }

  /** Milliseconds since the source was last heard; zero for one that has no facts. */
  lag(): number {
    return this.#hasFacts ? this.options.now() - this.#heardAt : 0;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let lostAt: number | null = null;
    let isTold = false;
    const { log, source, now } = this.options;
    while (this.#hasFacts && !this.#abort.signal.aborted) {
      try {
        await this.#listen();
        if (isTold) log.info({ source }, 'facts can be read again');
        lostAt = null;
        isTold = false;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        lostAt ??= now();
        const isWorthTelling: boolean = !isTold && now() - lostAt > GRACE;
        isTold ||= isWorthTelling;
        log[isWorthTelling ? 'warn' : 'debug']({ error, source }, 'facts cannot be read; trying again');
        await sleep(RETRY, undefined, { signal: this.#abort.signal }).catch(() => {});
      }
    }
  }

  async #listen(): Promise<void> {
    const { transport, source, now, onStart, onChanges } = this.options;
    const after = this.#position;
    const answer = await transport.changes(source, { after, wait: after === null ? 0 : WAIT, signal: this.#abort.signal });
    this.#hasFacts = answer !== null;
    if (!answer) return;
    if (after === null) await onStart(BigInt(answer.position));
    else onChanges(answer.changes, BigInt(answer.position));
    this.#position = answer.position;
    this.#heardAt = now();
  }
}
