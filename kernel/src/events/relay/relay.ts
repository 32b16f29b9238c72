import { platformRole } from '../../db/index.js';
import type { Logger } from '../../logger/index.js';
import type { EventBus } from '../bus/event-bus.js';
import { Signal } from '../signal.js';
import { Backlog, type BacklogStats } from './backlog.js';
import { LogPublisher } from './log-publisher.js';
import { LossWatch } from './loss-watch.js';
import { moveToLog, prune } from './move-to-log.js';
import { Nudge } from './nudge.js';
import { Session } from './session.js';

export interface RelayOptions {
  url: string;
  schema: string;
  /** The subgraph, as the source of its events. */
  source: string;
  log: Logger;
  /** Notified when events have reached the log. */
  published: Signal;
  /** Where the log is published; without it the log is the end of the way. */
  bus?: EventBus | undefined;
  /** No other process runs this subgraph, so nobody waits to take over. */
  isAlone?: boolean | undefined;
  /** Events that may wait before writes are refused. */
  limit?: number;
}

const BUSY_POLL = 5;
const IDLE_POLL = 250;
const STANDBY_POLL = 500;
const PRUNE_EVERY = 3_600_000;
const ADVISORY_CLASS = 42;
const LIMIT = 1_000_000;
/** A leader that hangs loses its session, and with it the lead, after this time (ms). It polls more often than that. */
const SILENCE = 2_000;

/**
 * Brings events from the outbox to the log, and from there to Kafka, in order; one leader per subgraph (a session advisory
 * lock). The log has one writer, so its positions become visible in order and a reader may follow them with a plain cursor,
 * which over the outbox itself would lose rows that commit late.
 */
export class Relay {
  readonly #wake = new Signal();
  readonly #abort = new AbortController();
  readonly #backlog: Backlog;
  readonly #nudge: Nudge;
  #isLeader = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayOptions) {
    const { schema, bus, limit = LIMIT, log } = options;
    this.#backlog = new Backlog({ schema, limit, hasBus: bus !== undefined });
    this.#nudge = new Nudge(`relay_${schema}`, log);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something was committed: look at once, here or where the leader is. */
  wake(): void {
    this.#wake.notify();
    if (!this.#isLeader && !this.options.isAlone) this.#nudge.send();
  }

  /** Milliseconds for which the oldest event has been waiting for its way out. */
  lag(): number {
    return this.#backlog.lag();
  }

  /** So many events wait that no more should be raised. */
  isOverloaded(): boolean {
    return this.#backlog.isOverloaded();
  }

  stats(): BacklogStats & { isLeader: boolean } {
    return { isLeader: this.#isLeader, ...this.#backlog.stats() };
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const session = new Session(this.options.url, () => this.#wake.notify());
      try {
        await session.open();
        await this.#prepare(session);
        await this.#lead(session);
      } catch (error) {
        if (!this.#abort.signal.aborted) this.options.log.warn({ error }, 'the relay lost its database connection and tries again');
        await this.#wake.wait(STANDBY_POLL, this.#abort.signal);
      } finally {
        this.#isLeader = false;
        this.#nudge.use(null);
        await session.close();
      }
    }
  }

  /** Events of every organization pass here, under row-level security like everything else. */
  async #prepare(session: Session): Promise<void> {
    const { schema, isAlone } = this.options;
    await session.query(
      `set role "${platformRole(schema)}"; set statement_timeout = 15000; set idle_in_transaction_session_timeout = 15000`,
    );
    if (!isAlone) await session.query(`set idle_session_timeout = ${SILENCE}; listen "${this.#nudge.channel}"`);
    this.#nudge.use(session);
  }

  async #lead(session: Session): Promise<void> {
    while (!(await this.#takeLead(session))) {
      await this.#backlog.look(session);
      await this.#wake.wait(STANDBY_POLL, this.#abort.signal);
      if (this.#abort.signal.aborted) return;
    }
    this.#isLeader = true;
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#abort.signal]);
    const loops = [this.#move(session, signal), this.#publish(session, signal), this.#backlog.watch(session, signal)];
    try {
      await Promise.all(loops);
    } finally {
      end.abort();
      await Promise.allSettled(loops);
    }
    await this.#leaveInOrder(session);
  }

  async #takeLead(session: Session): Promise<boolean> {
    const { rows } = await session.query<{ leads: boolean }>(
      'select pg_try_advisory_lock($1, hashtext(current_database() || $2)) as leads',
      [ADVISORY_CLASS, this.options.schema],
    );
    return rows[0]?.leads ?? false;
  }

  async #move(session: Session, signal: AbortSignal): Promise<void> {
    let pause = BUSY_POLL;
    let pruned = 0;
    while (!signal.aborted) {
      const version = this.#wake.version;
      const { moved, isMore } = await moveToLog(session, this.options.schema);
      if (moved > 0) this.options.published.notify();
      pause = moved > 0 ? BUSY_POLL : Math.min(pause * 2, IDLE_POLL);
      if (Date.now() - pruned > PRUNE_EVERY) {
        await prune(session, this.options.schema);
        pruned = Date.now();
      }
      if (!isMore) await this.#wake.wait(pause, signal, version);
    }
  }

  async #publish(session: Session, signal: AbortSignal): Promise<void> {
    const { bus } = this.options;
    if (!bus) return;
    const { publisher, losses } = this.#publisherTo(bus, session);
    await Promise.all([publisher.run(signal), losses.run(signal)]);
  }

  /** What was committed before the stop still leaves with this process. */
  async #leaveInOrder(session: Session): Promise<void> {
    const { bus, schema, published } = this.options;
    while ((await moveToLog(session, schema)).moved > 0) published.notify();
    if (bus) await this.#publisherTo(bus, session).publisher.finish();
  }

  #publisherTo(bus: EventBus, session: Session): { publisher: LogPublisher; losses: LossWatch } {
    const { schema, source, log, published } = this.options;
    const losses = new LossWatch({ session, schema, bus, log });
    return { losses, publisher: new LogPublisher({ session, publisher: bus, losses, schema, source, log, logged: published }) };
  }
}
