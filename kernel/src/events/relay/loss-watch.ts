import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger/index.js';
import type { EventReader } from '../bus/event-reader.js';
import type { Outcome } from './publisher-books.js';
import type { Session } from './session.js';

const EVERY = 60_000;
/** The newest receipts are enough: what they speak of was stored last. */
const RECEIPTS = 5_000;

export interface LossOptions {
  session: Session;
  schema: string;
  bus: Pick<EventReader, 'ends'>;
  log: Logger;
}

/** Notices that Kafka no longer has what it gave receipts for: at once where it is written to, else within a minute. */
export class LossWatch {
  /** The newest receipt of each stream; unknown until the first batch. */
  #last: Map<string, bigint> | undefined;
  #cursor = 0n;

  constructor(private readonly options: LossOptions) {}

  /** Looks once a minute. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await sleep(EVERY, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Looks for streams that end before something that they once took. */
  async look(): Promise<void> {
    const { bus, log } = this.options;
    const receipts = await this.#receipts();
    const topics = [...new Set([...receipts.keys()].map((stream) => stream.slice(0, stream.lastIndexOf('/'))))];
    const ends = await bus.ends(topics).catch((error) => {
      log.debug({ error }, 'Kafka cannot be asked for its ends');
      return null;
    });
    if (!ends) return;
    const next = new Map(ends.map((end) => [end.stream, BigInt(end.next)]));
    await this.#tell([...receipts].filter(([stream, last]) => last >= (next.get(stream) ?? 0n)).map(([stream]) => stream));
  }

  /** Looks at what Kafka gave for the events after `cursor`, before it is in the books: an offset that goes back was given by an emptied stream. */
  async receive(outcomes: readonly Outcome[], cursor: string): Promise<void> {
    // A cursor that was set back has all published again, be it into an empty Kafka.
    if (BigInt(cursor) < this.#cursor) this.#last = new Map();
    this.#cursor = BigInt(cursor);
    this.#last ??= await this.#receipts();
    const back = new Set<string>();
    for (const outcome of outcomes) {
      if (!('receipt' in outcome && outcome.receipt)) continue;
      const stream = `${outcome.record.topic}/${outcome.receipt.partition}`;
      const offset = BigInt(outcome.receipt.offset);
      if (offset <= (this.#last.get(stream) ?? -1n)) back.add(stream);
      this.#last.set(stream, offset);
    }
    await this.#tell([...back]);
  }

  /** The newest offset of each stream. What lies behind the cursor is going to be published again, and says nothing. */
  async #receipts(): Promise<Map<string, bigint>> {
    const { session, schema } = this.options;
    const { rows } = await session.query<{ stream: string; last: string }>(
      `select topic || '/' || kafka_partition as stream, max(kafka_offset) as last from (
         select l.topic, r.kafka_partition, r.kafka_offset from "${schema}".event_receipt r join "${schema}".event_log l using (position)
         where r.position <= (select position from "${schema}".relay_cursor) order by r.position desc limit ${RECEIPTS}) newest group by 1`,
    );
    return new Map(rows.map(({ stream, last }) => [stream, BigInt(last)]));
  }

  async #tell(streams: readonly string[]): Promise<void> {
    if (streams.length === 0) return;
    const { session, schema, log } = this.options;
    const { rowCount } = await session.query(`update "${schema}".relay_cursor set lost_at = now() where lost_at is null`);
    if (rowCount)
      log.error({ streams }, 'Kafka lost events that it had taken; publish the log again: npm run events -- replay --from event_log');
  }
}
