import pg from 'pg';
import { platformRole } from '../db/index.js';
import type { Logger } from '../logger/index.js';
import { Signal } from './signal.js';

export interface RelayOptions {
  url: string;
  schema: string;
  log: Logger;
  /** Notified when events have reached the log. */
  published: Signal;
}

const BATCH = 500;
const BUSY_POLL = 5;
const IDLE_POLL = 250;
const LEADER_RETRY = 1_000;
const PRUNE_EVERY = 3_600_000;
const ADVISORY_CLASS = 42;

/**
 * Moves events from the outbox to the log, in order, one leader per subgraph (a session advisory lock). The log has one
 * writer, so its positions become visible in order and a reader may follow them with a plain cursor, which over the
 * outbox itself would lose rows that commit late.
 */
export class Relay {
  readonly #wake = new Signal();
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.#running = this.#run();
  }

  /** Something was committed: look at once. */
  wake(): void {
    this.#wake.notify();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const client = new pg.Client({ connectionString: this.options.url, keepAlive: true });
      client.on('error', () => {});
      try {
        await client.connect();
        // Events of every organization pass here, under row-level security like everything else.
        await client.query(`set role "${platformRole(this.options.schema)}"`);
        await this.#lead(client);
      } catch (error) {
        this.options.log.warn({ error }, 'the relay lost its database connection and tries again');
        await this.#wake.wait(LEADER_RETRY, this.#abort.signal);
      } finally {
        await client.end().catch(() => {});
      }
    }
  }

  async #lead(client: pg.Client): Promise<void> {
    while (!this.#abort.signal.aborted && !(await this.#isLeader(client))) await this.#wake.wait(LEADER_RETRY, this.#abort.signal);
    let pause = BUSY_POLL;
    let pruned = 0;
    while (!this.#abort.signal.aborted) {
      const moved = await this.#move(client);
      if (moved > 0) this.options.published.notify();
      pause = moved > 0 ? BUSY_POLL : Math.min(pause * 2, IDLE_POLL);
      if (Date.now() - pruned > PRUNE_EVERY) {
        await this.#prune(client);
        pruned = Date.now();
      }
      if (moved < BATCH) await this.#wake.wait(pause, this.#abort.signal);
    }
    // What was committed before the stop still leaves with this process.
    while ((await this.#move(client)) > 0) this.options.published.notify();
  }

  async #isLeader(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query('select pg_try_advisory_lock($1, hashtext(current_database() || $2)) as leads', [
      ADVISORY_CLASS,
      this.options.schema,
    ]);
    return rows[0].leads;
  }

  async #move(client: pg.Client): Promise<number> {
    const { schema } = this.options;
    const columns = 'event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers, created_at';
    const { rowCount } = await client.query(
      `with moved as (delete from "${schema}".outbox where id in (select id from "${schema}".outbox order by id limit ${BATCH}) returning *)
       insert into "${schema}".event_log (${columns}) select ${columns} from moved order by id`,
    );
    return rowCount ?? 0;
  }

  /** Published events are kept for 14 days, marks of consumed ones a day longer than that. */
  async #prune(client: pg.Client): Promise<void> {
    await client.query(`delete from "${this.options.schema}".event_log where published_at < now() - interval '14 days'`);
    await client.query(`delete from "${this.options.schema}".inbox where processed_at < now() - interval '15 days'`);
  }
}
