import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../db/index.js';
import type { Logger } from '../logger/index.js';
import { apply, type ConsumerContext, consume, park } from './consume.js';
import type { Consumer } from './define-consumer.js';
import { aggregateKey, type EventRecord } from './event-record.js';
import type { EventTransport } from './event-transport.js';
import { isInfrastructureError } from './infrastructure-error.js';

export interface RunnerOptions {
  consumers: readonly Consumer[];
  transport: EventTransport;
  log: Logger;
  /** A fresh context that acts for the consumer, in the event's organization. */
  contextFor: (consumer: Consumer, record: EventRecord) => ConsumerContext;
  /** A context for the runner's own bookkeeping. */
  ownContext: () => ConsumerContext;
}

const BATCH = 200;
const LONG_POLL = 10_000;
const LANES = 4;
const ATTEMPTS = 5;
const MAX_BACKOFF = 30_000;

/**
 * Follows every publisher whose events a consumer wants. Within a batch, events of one aggregate go one after the
 * other, different aggregates side by side; the position is stored when all of a batch is done, and what a crash
 * repeats the inbox drops.
 */
export class ConsumerRunner {
  readonly #abort = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(private readonly options: RunnerOptions) {}

  async start(): Promise<void> {
    await this.redrive();
    this.#loops = this.#sources().map((source) => this.#follow(source));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#loops);
  }

  /** Tries the parked events again, in order, each aggregate until its first failure. Runs at every start. */
  async redrive(): Promise<void> {
    for (const consumer of this.options.consumers) {
      const own = this.options.ownContext();
      const rows = await own.em.execute<{ seq: string; aggregate_key: string; record: EventRecord }[]>(
        `select seq, aggregate_key, record from ${this.#table('parked_event')} where consumer = ? order by aggregate_key, seq`,
        [consumer.name],
      );
      const failed = new Set<string>();
      for (const row of rows) if (!failed.has(row.aggregate_key) && !(await this.#unpark(consumer, row))) failed.add(row.aggregate_key);
    }
  }

  async #unpark(consumer: Consumer, { seq, record }: { seq: string; record: EventRecord }): Promise<boolean> {
    const ctx = this.options.contextFor(consumer, record);
    try {
      await inTransaction(ctx.em, async () => {
        // The row goes first: its lock keeps a second replica from applying the same event.
        const gone = await ctx.em.execute(`delete from ${this.#table('parked_event')} where consumer = ? and seq = ? returning seq`, [
          consumer.name,
          seq,
        ]);
        if (gone.length > 0) await apply(consumer, record, ctx);
      });
      return true;
    } catch (error) {
      this.options.log.error({ error, consumer: consumer.name, event: record.id }, 'a parked event failed again');
      return false;
    }
  }

  #sources(): string[] {
    const wanted = new Set(
      this.options.consumers.flatMap(({ events }) =>
        events === 'all' ? this.options.transport.sources() : events.map(({ source }) => source),
      ),
    );
    return [...wanted];
  }

  async #follow(source: string): Promise<void> {
    let backoff = 200;
    while (!this.#abort.signal.aborted) {
      try {
        await this.#handleBatch(source);
        backoff = 200;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.options.log[backoff > 3_000 ? 'warn' : 'debug']({ error, source }, 'the events of a publisher cannot be read; trying again');
        await sleep(backoff, undefined, { signal: this.#abort.signal }).catch(() => {});
        backoff = Math.min(backoff * 2, MAX_BACKOFF);
      }
    }
  }

  async #handleBatch(source: string): Promise<void> {
    const { em } = this.options.ownContext();
    const table = this.#table('consumer_position');
    const [row] = await em.execute<{ position: string }[]>(`select position from ${table} where source = ?`, [source]);
    const after = row ? String(row.position) : '0';
    const records = await this.options.transport.read(source, { after, limit: BATCH, wait: LONG_POLL, signal: this.#abort.signal });
    const last = records.at(-1);
    if (!last || this.#abort.signal.aborted) return;
    await this.#handleInLanes(records);
    await em.execute(
      `insert into ${table} as p (source, position) values (?, ?) on conflict (source) do update set position = greatest(p.position, excluded.position)`,
      [source, last.position],
      'run',
    );
  }

  async #handleInLanes(records: readonly EventRecord[]): Promise<void> {
    const queues = [...Map.groupBy(records, aggregateKey).values()];
    const lane = async () => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) {
        for (const record of queue) for (const consumer of this.#wanting(record)) await this.#handle(consumer, record);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  #wanting(record: EventRecord): Consumer[] {
    return this.options.consumers.filter(({ events }) => events === 'all' || events.some(({ type }) => type === record.type));
  }

  /** Tries until it works; an error of the event itself parks its aggregate, one of the infrastructure is waited out. */
  async #handle(consumer: Consumer, record: EventRecord): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#abort.signal.aborted) throw new Error('stopped');
      try {
        await consume(consumer, record, this.options.contextFor(consumer, record));
        return;
      } catch (error) {
        const isOutage = isInfrastructureError(error);
        this.options.log.warn({ error, consumer: consumer.name, event: record.id, attempt }, 'a consumer failed on an event');
        if (!isOutage && attempt >= ATTEMPTS) return this.#giveUp(consumer, record, error as Error);
        await sleep(Math.min(50 * 2 ** attempt, isOutage ? MAX_BACKOFF : 2_000), undefined, { signal: this.#abort.signal });
      }
    }
  }

  async #giveUp(consumer: Consumer, record: EventRecord, error: Error): Promise<void> {
    const { em } = this.options.ownContext();
    await inTransaction(em, async () => {
      await em.execute(
        `insert into ${this.#table('inbox')} (consumer, event_id) values (?, ?) on conflict do nothing`,
        [consumer.name, record.id],
        'run',
      );
      await park(em, consumer, record, { error: `${error.name}: ${error.message}`.slice(0, 1_000), attempts: ATTEMPTS });
    });
    this.options.log.error(
      { error, consumer: consumer.name, event: record.id, aggregate: aggregateKey(record) },
      'an aggregate was parked',
    );
  }

  #table(name: string): string {
    return `"${this.options.ownContext().em.config.get('schema')}".${name}`;
  }
}
