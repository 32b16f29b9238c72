import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EventBus, eventMigrations, Relay, readOnce, Signal } from '../src/events/index.js';
import { createLogger } from '../src/logger/index.js';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.js';

/** A database with nothing but events, writers for it, and relays over it. */
export class RelayKit {
  readonly topic = `evt.relayed.t${randomUUID().slice(0, 8)}.v1`;
  #database!: TestDatabase;
  #pool!: pg.Pool;
  readonly #relays: Relay[] = [];

  async open(): Promise<void> {
    this.#database = await createTestDatabase({ schema: 'relayed', migrations: [...eventMigrations] });
    this.#pool = new pg.Pool({ connectionString: this.#database.appUrl, max: 40 });
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => void client.query('set role relayed_platform; set search_path to relayed'));
  }

  async close(): Promise<void> {
    await Promise.all(this.#relays.map((relay) => relay.stop()));
    await this.#pool?.end();
    await this.#database?.drop();
  }

  url(): string {
    return this.#database.appUrl;
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query<Row>(sql, values)).rows;
  }

  relay(bus?: EventBus, limit = 1_000_000): Relay {
    const relay = new Relay({
      url: this.#database.appUrl,
      schema: 'relayed',
      source: 'relayed',
      log: createLogger({ service: 'test', level: process.env.TEST_LOG ?? 'silent' }),
      published: new Signal(),
      bus,
      limit,
    });
    this.#relays.push(relay);
    relay.start();
    return relay;
  }

  /** Ends the connection of whoever leads, as a failover of the database would. */
  async endLeader(): Promise<void> {
    // By the role that opened it: the platform's may not.
    const client = new pg.Client({ connectionString: this.#database.appUrl });
    await client.connect();
    await client.query(`select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and classid = 42 and database = (select oid from pg_database where datname = current_database())`);
    await client.end();
  }

  /** Writes one event as a request does: its aggregate's counter is locked first. Answers its id, or null where it was rolled back. */
  async write(
    aggregateId: string,
    { payload = {}, delay = 0, rollBack = false }: { payload?: object; delay?: number; rollBack?: boolean } = {},
  ): Promise<string | null> {
    const client = await this.#pool.connect();
    const id = randomUUID();
    try {
      await client.query('begin');
      const { rows } = await client.query(
        `insert into event_sequence as s values ('thing', $1, 1) on conflict (aggregate_type, aggregate_id) do update set last = s.last + 1 returning last`,
        [aggregateId],
      );
      await client.query(
        `insert into outbox (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
         values ($1, null, $2, 'thing', $3, $4, 'thing.changed.v1', $5, '{"correlationId":"c","actor":{"kind":"system","id":null}}')`,
        [id, this.topic, aggregateId, rows[0].last, JSON.stringify(payload)],
      );
      await sleep(delay);
      await client.query(rollBack ? 'rollback' : 'commit');
      return rollBack ? null : id;
    } finally {
      client.release();
    }
  }

  async isPublished(): Promise<boolean> {
    const [row] = await this.query<{ is_done: boolean }>(
      'select (select count(*) from outbox) = 0 and position = (select max(position) from event_log) as is_done from relay_cursor',
    );
    return row?.is_done ?? false;
  }

  /** All that is in the topic: aggregate and number of each event, by partition in their order. */
  async published(bus: EventBus): Promise<{ id: string; aggregateId: string; sequence: number }[]> {
    const found: { id: string; aggregateId: string; sequence: number }[] = [];
    await readOnce(bus, {
      topics: [this.topic],
      from: 'first',
      to: 'end',
      handle: async ({ deliveries }) =>
        void found.push(
          ...deliveries.flatMap(({ record }) =>
            record ? [{ id: record.id, aggregateId: record.aggregateId, sequence: Number(record.sequence) }] : [],
          ),
        ),
    });
    return found;
  }
}
