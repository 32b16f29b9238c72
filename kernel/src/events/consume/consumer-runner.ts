import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../../db/index.js';
import type { Logger } from '../../logger/index.js';
import { UndecodableError } from '../bus/envelope.js';
import type { Delivery, EventReader, Member } from '../bus/event-reader.js';
import { consumerGroup, deadLetterTopic, RETRY_TIERS, type RetryTier, retryTopic } from '../bus/topics.js';
import type { Consumer } from '../define-consumer.js';
import { definedEvents } from '../define-event.js';
import { aggregateKey, type EventRecord } from '../event-record.js';
import { isInfrastructureError } from '../infrastructure-error.js';
import { redriveParked } from '../repair/redrive-parked.js';
import { workThrough } from './batch-work.js';
import { type ConsumerContext, consume, park } from './consume-event.js';
import { isChosen, topicsOf } from './define-direct-consumer.js';
import { databasePlaces } from './place-store.js';
import { type Failure, sendCopy } from './send-copy.js';
import { SequenceWatch } from './sequence-watch.js';
import { Slots } from './slots.js';

export interface RunnerOptions {
  /** The subgraph: `<owner>.consumers` is the group of all its consumers. */
  owner: string;
  consumers: readonly Consumer[];
  reader: EventReader;
  log: Logger;
  /** A fresh context that acts for the consumer, in the event's organization. */
  contextFor: (consumer: Consumer, record: EventRecord) => ConsumerContext;
  /** A context for the runner's own bookkeeping. */
  ownContext: () => ConsumerContext;
}

/** What became of events since the start. */
export interface ConsumerStats {
  done: number;
  duplicates: number;
  parked: number;
  retried: number;
  deadLetters: number;
  /** Events of a type that nobody here knows: of a newer publisher. */
  unknown: number;
  /** Times that events of an aggregate were missing. */
  gaps: number;
  /** Milliseconds by which the last event that was read was late. */
  lagMs: number;
}

/** Transactions at a time, of all consumers and streams together: the rest of the database's connections is for requests. */
const LANES = 8;
const ATTEMPTS = 5;
const MAX_BACKOFF = 30_000;
const TIERS = Object.keys(RETRY_TIERS) as RetryTier[];

/**
 * Runs a subgraph's transactional consumers, as one group. Each has its own inbox, so each event takes effect once for each of
 * them, whatever is delivered again; one that fails on an event for good parks that aggregate for itself alone.
 */
export class ConsumerRunner {
  readonly #abort = new AbortController();
  readonly #slots = new Slots(LANES);
  readonly #sequences = new SequenceWatch();
  readonly #counts = { done: 0, duplicates: 0, parked: 0, retried: 0, deadLetters: 0, unknown: 0, gaps: 0 };
  #members: Member[] = [];

  constructor(private readonly options: RunnerOptions) {}

  async start(): Promise<void> {
    const { consumers, owner, reader } = this.options;
    if (consumers.length === 0) return;
    await this.redrive();
    const group = consumerGroup(owner);
    const em = () => this.options.ownContext().em;
    const join = (name: string, topics: string[], places = databasePlaces(em)) =>
      reader.join({
        group: name,
        topics,
        begin: 'first',
        places,
        handle: (batch) => workThrough(batch, { lanes: LANES, signal: this.#abort.signal, handle: (delivery) => this.#deliver(delivery) }),
      });
    const tiers = consumers.some(({ commutative }) => commutative) ? TIERS : [];
    this.#members = await Promise.all([
      join(group, [...new Set(consumers.flatMap(({ events }) => topicsOf(events)))]),
      ...tiers.map((tier) => join(retryTopic(group, tier), [retryTopic(group, tier)], databasePlaces(em, `retry.${tier}:`))),
    ]);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#members.map((member) => member.leave()));
  }

  stats(): ConsumerStats {
    return { ...this.#counts, lagMs: Math.max(0, ...this.#members.map((member) => member.lag())) };
  }

  /** Tries the parked events again, in order, each aggregate until its first failure. Runs at every start. */
  async redrive(): Promise<void> {
    for (const consumer of this.options.consumers) await redriveParked(this.options, consumer);
  }

  /** False: not done, since the runner stops. */
  async #deliver(delivery: Delivery): Promise<boolean> {
    const { record } = delivery;
    if (!record) return this.#untilPossible(() => this.#bury(delivery));
    // A copy that waited for another try is for the consumer that failed.
    const only = delivery.topic.startsWith('evt.') ? null : (delivery.raw().headers['x-consumer'] ?? null);
    if (only !== null && !(await this.#waitForTier(delivery))) return false;
    if (only === null) await this.#notice(record);
    for (const consumer of this.#wanting(record, only))
      if (!(await this.#slots.use(() => this.#handle(consumer, delivery, record)))) return false;
    return true;
  }

  #wanting(record: EventRecord, only: string | null): Consumer[] {
    return this.options.consumers.filter(({ name, events }) => (only === null || name === only) && isChosen(events, record));
  }

  async #notice(record: EventRecord): Promise<void> {
    if (!definedEvents().some(({ type }) => type === record.type)) this.#counts.unknown += 1;
    if (!this.#sequences.isGap(record)) return;
    this.#counts.gaps += 1;
    this.options.log.error({ event: record.id, aggregate: aggregateKey(record) }, 'events of an aggregate are missing');
    for (const consumer of this.#wanting(record, null)) {
      await Promise.resolve(consumer.heal?.(this.options.contextFor(consumer, record), record)).catch((error) =>
        this.options.log.error({ error, consumer: consumer.name }, 'what is missing could not be made good'),
      );
    }
  }

  /** Tries until it works; an error of the event itself parks its aggregate, one of the infrastructure is waited out. */
  async #handle(consumer: Consumer, delivery: Delivery, record: EventRecord): Promise<boolean> {
    for (let attempt = 1; !this.#abort.signal.aborted; attempt += 1) {
      try {
        const outcome = await consume(consumer, record, this.options.contextFor(consumer, record));
        this.#counts[outcome === 'duplicate' ? 'duplicates' : outcome] += 1;
        return true;
      } catch (error) {
        const isOutage = isInfrastructureError(error);
        this.options.log.warn({ error, consumer: consumer.name, event: record.id, attempt }, 'a consumer failed on an event');
        if (!isOutage && attempt >= ATTEMPTS) {
          const failure = { consumer: consumer.name, error: error as Error, attempts: ATTEMPTS };
          return this.#untilPossible(() =>
            consumer.commutative ? this.#tryLater(delivery, failure) : this.#setAside(delivery, record, failure),
          );
        }
        await this.#sleep(Math.min(50 * 2 ** attempt, isOutage ? MAX_BACKOFF : 2_000));
      }
    }
    return false;
  }

  /** The aggregate waits for a repair; its copy among the dead letters tells those who look there. */
  async #setAside(delivery: Delivery, record: EventRecord, failure: Failure): Promise<void> {
    const { em } = this.options.ownContext();
    await inTransaction(em, async () => {
      const inbox = `"${em.config.get('schema')}".inbox`;
      await em.execute(
        `insert into ${inbox} (consumer, event_id) values (?, ?) on conflict do nothing`,
        [failure.consumer, record.id],
        'run',
      );
      const error = `${failure.error.name}: ${failure.error.message}`.slice(0, 1_000);
      await park(em, { name: failure.consumer }, record, { error, attempts: failure.attempts });
      await sendCopy(em, delivery, { topic: this.#deadLetters, failure });
    });
    this.#counts.parked += 1;
    this.#counts.deadLetters += 1;
    const { consumer, error } = failure;
    this.options.log.error({ error, consumer, event: record.id, aggregate: aggregateKey(record) }, 'an aggregate was parked');
  }

  /** To the next tier; after the last one to the dead letters. */
  async #tryLater(delivery: Delivery, failure: Failure): Promise<void> {
    const group = consumerGroup(this.options.owner);
    const next = TIERS[TIERS.findIndex((tier) => retryTopic(group, tier) === delivery.topic) + 1];
    await sendCopy(this.options.ownContext().em, delivery, { topic: next ? retryTopic(group, next) : this.#deadLetters, failure });
    this.#counts[next ? 'retried' : 'deadLetters'] += 1;
  }

  /** What cannot be read goes to the dead letters as it is. */
  async #bury(delivery: Delivery): Promise<void> {
    const failure = { consumer: this.options.owner, error: new UndecodableError(delivery.problem ?? ''), attempts: 1 };
    await sendCopy(this.options.ownContext().em, delivery, { topic: this.#deadLetters, failure });
    this.#counts.deadLetters += 1;
    this.options.log.error({ stream: delivery.stream, at: delivery.at, problem: delivery.problem }, 'a message cannot be read');
  }

  get #deadLetters(): string {
    return deadLetterTopic(consumerGroup(this.options.owner));
  }

  async #waitForTier({ topic, storedAt }: Delivery): Promise<boolean> {
    const tier = TIERS.find((name) => topic.endsWith(`.${name}`));
    await this.#sleep(Math.max(0, storedAt + (tier ? RETRY_TIERS[tier] : 0) - Date.now()));
    return !this.#abort.signal.aborted;
  }

  /** Our own bookkeeping needs the database only, and waits for it. */
  async #untilPossible(work: () => Promise<void>): Promise<boolean> {
    for (let attempt = 1; !this.#abort.signal.aborted; attempt += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        this.options.log.error({ error, attempt }, 'a failed event cannot be set aside yet');
        await this.#sleep(Math.min(50 * 2 ** attempt, MAX_BACKOFF));
      }
    }
    return false;
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#abort.signal }).catch(() => {});
  }
}
