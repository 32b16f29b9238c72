import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger/index.js';
import type { EventReader, Member, StreamBatch } from '../bus/event-reader.js';
import type { EventRecord } from '../event-record.js';
import { isInfrastructureError } from '../infrastructure-error.js';
import { type DirectConsumer, isChosen, topicsOf } from './define-direct-consumer.js';

const ATTEMPTS = 5;
const MAX_BACKOFF = 5_000;

export interface DirectRunnerOptions {
  /** The subgraph, whose name leads those of its groups. */
  owner: string;
  consumers: readonly DirectConsumer[];
  reader: EventReader;
  log: Logger;
}

/** Runs the consumers that keep no books: each is a group of its own, so none waits for another. */
export class DirectRunner {
  readonly #abort = new AbortController();
  #members: Member[] = [];
  #leftOut = 0;

  constructor(private readonly options: DirectRunnerOptions) {}

  async start(): Promise<void> {
    const { consumers, reader, owner } = this.options;
    this.#members = await Promise.all(
      consumers.map((consumer) =>
        reader.join({
          group: `${owner}.${consumer.name}`,
          topics: topicsOf(consumer.events),
          begin: 'latest',
          everyReplica: consumer.everyReplica,
          handle: (batch) => this.#handle(consumer, batch),
        }),
      ),
    );
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#members.map((member) => member.leave()));
  }

  /** Events that no try could get through, and the lateness (ms) of the last one that was read. */
  stats(): { leftOut: number; lagMs: number } {
    return { leftOut: this.#leftOut, lagMs: Math.max(0, ...this.#members.map((member) => member.lag())) };
  }

  async #handle(consumer: DirectConsumer, batch: StreamBatch): Promise<void> {
    const records = batch.deliveries.flatMap(({ record }) => (record && isChosen(consumer.events, record) ? [record] : []));
    if (records.length > 0 && !(await this.#try(consumer, records, batch)) && !(await this.#oneByOne(consumer, records, batch))) return;
    const last = batch.deliveries.at(-1);
    if (last) await batch.commit(last.at);
  }

  /** True: each was handled, or left out for good. False: the stream was lost on the way. */
  async #oneByOne(consumer: DirectConsumer, records: readonly EventRecord[], batch: StreamBatch): Promise<boolean> {
    for (const record of records) {
      if (await this.#try(consumer, [record], batch)) continue;
      if (this.#isOver(batch)) return false;
      this.#leftOut += 1;
      this.options.log.error({ consumer: consumer.name, event: record.id, type: record.type }, 'an event was left out');
    }
    return true;
  }

  async #try(consumer: DirectConsumer, records: readonly EventRecord[], batch: StreamBatch): Promise<boolean> {
    for (let attempt = 1; !this.#isOver(batch); attempt += 1) {
      try {
        await consumer.handle(records);
        return true;
      } catch (error) {
        const isOutage = isInfrastructureError(error);
        this.options.log.warn({ error, consumer: consumer.name, attempt, events: records.length }, 'a direct consumer failed');
        if (!isOutage && attempt >= ATTEMPTS) return false;
        await this.#waitFor(Math.min(50 * 2 ** attempt, MAX_BACKOFF), batch);
      }
    }
    return false;
  }

  async #waitFor(ms: number, batch: StreamBatch): Promise<void> {
    await sleep(ms, undefined, { signal: this.#abort.signal }).catch(() => {});
    await batch.heartbeat();
  }

  #isOver(batch: StreamBatch): boolean {
    return this.#abort.signal.aborted || batch.isLost();
  }
}
