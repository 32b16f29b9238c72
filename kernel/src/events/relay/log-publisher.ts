import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger/index.js';
import { encodeEvent } from '../bus/envelope.js';
import { type BusMessage, type EventPublisher, MessageRefusedError } from '../bus/event-bus.js';
import { LOG_COLUMNS, type LogRow, toRecord } from '../event-feed.js';
import { aggregateKey, type EventRecord } from '../event-record.js';
import type { Signal } from '../signal.js';
import { failpoint } from './failpoint.js';
import type { LossWatch } from './loss-watch.js';
import { type Outcome, PublisherBooks } from './publisher-books.js';
import type { Session } from './session.js';

export interface LogPublisherOptions {
  /** The connection that holds the lead: whoever has lost it cannot write into the books any more. */
  session: Session;
  publisher: EventPublisher;
  losses: LossWatch;
  schema: string;
  source: string;
  log: Logger;
  /** Notified when the log has grown. */
  logged: Signal;
}

const BATCH = 500;
/** Kafka takes a megabyte at a time for each partition. */
const BATCH_BYTES = 800_000;
const POLL = 250;
const REDRIVE_POLL = 1_000;
const MAX_BACKOFF = 5_000;
/** Milliseconds that Kafka has at the end. */
const GRACE = 2_000;

/** Publishes the log from a cursor on. After an error the same events go first again, so that none overtakes another. */
export class LogPublisher {
  readonly #books: PublisherBooks;
  #stop: AbortSignal = AbortSignal.timeout(GRACE);

  constructor(private readonly options: LogPublisherOptions) {
    this.#books = new PublisherBooks(options.session, options.schema);
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#stop = signal;
    let backoff = 100;
    let redrivenAt = 0;
    while (!signal.aborted) {
      const version = this.options.logged.version;
      try {
        if (Date.now() - redrivenAt > REDRIVE_POLL) {
          redrivenAt = Date.now();
          await this.#redrive();
        }
        const isMore = await this.#publishBatch();
        backoff = 100;
        if (!isMore) await this.options.logged.wait(POLL, signal, version);
      } catch (error) {
        if (!(error instanceof PublishError)) throw error;
        this.options.log[backoff > 1_000 ? 'warn' : 'debug']({ error: error.cause }, 'events cannot be published; trying again');
        await sleep(backoff, undefined, { signal, ref: false }).catch(() => {});
        backoff = Math.min(backoff * 2, MAX_BACKOFF);
      }
    }
  }

  /** Publishes what is there, once and without patience: the next leader does the rest. */
  async finish(): Promise<void> {
    try {
      while (await this.#publishBatch());
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      this.options.log.debug({ error: error.cause }, 'some events are left to the next leader');
    }
  }

  /** Whether there may be more at once. */
  async #publishBatch(): Promise<boolean> {
    const { session, schema } = this.options;
    const cursor = await this.#books.cursor();
    const { rows } = await session.query<LogRow & { is_blocked: boolean }>(
      `select ${LOG_COLUMNS}, exists(select 1 from "${schema}".unpublished_event u
         where u.aggregate_type = l.aggregate_type and u.aggregate_id = l.aggregate_id) as is_blocked
       from "${schema}".event_log l where position > $1 order by position limit ${BATCH}`,
      [cursor],
    );
    if (rows.length === 0) return false;
    const blocked = new Set(rows.filter((row) => row.is_blocked).map((row) => aggregateKey(toRecord(this.options.source, row))));
    const records = upTo(BATCH_BYTES, rows).map((row) => toRecord(this.options.source, row));
    const outcomes = await this.#publish(records, blocked);
    failpoint('relay.produced');
    await this.options.losses.receive(outcomes, cursor);
    const isWritten = await this.#books.write(outcomes, cursor);
    return !isWritten || records.length < rows.length || rows.length === BATCH;
  }

  /** What Kafka refuses is found by halves, and left out together with all that follows of its aggregate. */
  async #publish(records: readonly EventRecord[], blocked: Set<string>): Promise<Outcome[]> {
    const isFree = (record: EventRecord) => !blocked.has(aggregateKey(record));
    const behind = records.filter((record) => !isFree(record)).map((record) => ({ record, error: 'waits behind a refused event' }));
    const free = records.filter(isFree);
    try {
      const receipts = await this.#withinGrace(this.options.publisher.publish(free.map(toMessage)));
      return [...behind, ...free.map((record, i) => ({ record, receipt: receipts[i] }))];
    } catch (error) {
      if (!(error instanceof MessageRefusedError)) throw new PublishError({ cause: error });
      const [only] = free;
      if (only && free.length === 1) {
        blocked.add(aggregateKey(only));
        this.options.log.error({ error, event: only.id, aggregate: aggregateKey(only) }, 'Kafka refused an event; its aggregate waits');
        return [...behind, { record: only, error: error.reason }];
      }
      const middle = Math.ceil(free.length / 2);
      const before = await this.#publish(free.slice(0, middle), blocked);
      return [...behind, ...before, ...(await this.#publish(free.slice(middle), blocked))];
    }
  }

  /** A Kafka that hangs does not hold up the end: what it may have taken comes again. */
  async #withinGrace<Result>(work: Promise<Result>): Promise<Result> {
    const over = Promise.withResolvers<never>();
    over.promise.catch(() => {});
    const onStop = () => void setTimeout(() => over.reject(new Error('the relay stops')), GRACE).unref();
    if (this.#stop.aborted) onStop();
    else this.#stop.addEventListener('abort', onStop, { once: true });
    try {
      return await Promise.race([work, over.promise]);
    } finally {
      this.#stop.removeEventListener('abort', onStop);
    }
  }

  /** Tries again what an operator asked for, each aggregate in its order until its first failure. */
  async #redrive(): Promise<void> {
    for (const row of await this.#books.redriven()) {
      const record = toRecord(this.options.source, row);
      const [outcome] = await this.#publish([record], new Set());
      const isGone = outcome !== undefined && 'receipt' in outcome;
      await (isGone ? this.#books.release(outcome) : this.#books.keepBack(record));
    }
  }
}

/** Kafka could not be reached, or not at present. */
class PublishError extends Error {
  override name = 'PublishError';

  constructor(options: ErrorOptions) {
    super('the bus does not take events at present', options);
  }
}

function toMessage(record: EventRecord): BusMessage {
  const raw = encodeEvent(record);
  return { ...raw, topic: record.topic, key: raw.key ?? Buffer.from(aggregateKey(record)) };
}

/** The first rows that together are not too large; at least one. */
function upTo<Row extends LogRow>(bytes: number, rows: readonly Row[]): Row[] {
  let size = 0;
  const end = rows.findIndex((row, i) => {
    size += JSON.stringify(row.payload).length + 600;
    return i > 0 && size > bytes;
  });
  return end < 0 ? [...rows] : rows.slice(0, end);
}
