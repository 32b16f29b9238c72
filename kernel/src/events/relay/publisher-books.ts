import type { Receipt } from '../bus/event-bus.js';
import { LOG_COLUMNS, type LogRow } from '../event-feed.js';
import type { EventRecord } from '../event-record.js';
import type { Session } from './session.js';

/** An event was published, or set aside. */
export type Outcome = { record: EventRecord; receipt: Receipt | undefined } | { record: EventRecord; error: string };

/** What the database knows of the way from the log to Kafka: the cursor, the receipts, what was refused. */
export class PublisherBooks {
  constructor(
    private readonly session: Session,
    private readonly schema: string,
  ) {}

  /** Up to here the log is published. */
  async cursor(): Promise<string> {
    const { rows } = await this.session.query<{ position: string }>(`select position from ${this.#table('relay_cursor')}`);
    return rows[0]?.position ?? '0';
  }

  /** Advances the cursor from where it was read; false where somebody set it elsewhere meanwhile. One statement. */
  async write(outcomes: readonly Outcome[], cursor: string): Promise<boolean> {
    const published = outcomes.flatMap((outcome) =>
      'receipt' in outcome && outcome.receipt ? [{ ...outcome, receipt: outcome.receipt }] : [],
    );
    const refused = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
    const last = outcomes.reduce((highest, { record }) => (BigInt(record.position) > highest ? BigInt(record.position) : highest), 0n);
    const { rowCount } = await this.session.query(
      `with receipts as (
         insert into ${this.#table('event_receipt')} as r (position, kafka_partition, kafka_offset)
         select * from unnest($1::bigint[], $2::int[], $3::bigint[])
         on conflict (position) do update set kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset
       ), refused as (
         insert into ${this.#table('unpublished_event')} (position, aggregate_type, aggregate_id, error)
         select * from unnest($4::bigint[], $5::text[], $6::text[], $7::text[]) on conflict (position) do nothing
       )
       update ${this.#table('relay_cursor')} set position = $8 where position = $9`,
      [
        published.map(({ record }) => record.position),
        published.map(({ receipt }) => receipt.partition),
        published.map(({ receipt }) => receipt.offset),
        refused.map(({ record }) => record.position),
        refused.map(({ record }) => record.aggregateType),
        refused.map(({ record }) => record.aggregateId),
        refused.map(({ error }) => error),
        String(last),
        cursor,
      ],
    );
    return rowCount === 1;
  }

  /** What was refused and is to be tried again, oldest first. */
  async redriven(): Promise<LogRow[]> {
    const { rows } = await this.session.query<LogRow>(
      `select ${LOG_COLUMNS} from ${this.#table('event_log')} l where position in (
         select min(position) from ${this.#table('unpublished_event')} where is_redriven group by aggregate_type, aggregate_id)
       order by position`,
    );
    return rows;
  }

  async release({ record, receipt }: { record: EventRecord; receipt: Receipt | undefined }): Promise<void> {
    await this.session.query(
      `with gone as (delete from ${this.#table('unpublished_event')} where position = $1)
       insert into ${this.#table('event_receipt')} (position, kafka_partition, kafka_offset) values ($1, $2, $3) on conflict (position) do nothing`,
      [record.position, receipt?.partition, receipt?.offset],
    );
  }

  /** It failed again: its aggregate waits for the next word. */
  async keepBack(record: EventRecord): Promise<void> {
    await this.session.query(
      `update ${this.#table('unpublished_event')} set is_redriven = false where aggregate_type = $1 and aggregate_id = $2`,
      [record.aggregateType, record.aggregateId],
    );
  }

  #table(name: string): string {
    return `"${this.schema}".${name}`;
  }
}
