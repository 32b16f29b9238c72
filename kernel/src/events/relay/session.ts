import pg from 'pg';

/** One connection to the database that several loops share: their statements go one after the other. */
export class Session {
  readonly #client: pg.Client;
  #last: Promise<unknown> = Promise.resolve();

  /** @param onNotification called for what the connection listens to. */
  constructor(url: string, onNotification: () => void) {
    this.#client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // Whoever looks for the leader in pg_stat_activity finds its process.
      application_name: `relay of process ${process.pid}`,
    });
    // What is lost is told by the next statement, too.
    this.#client.on('error', () => {});
    this.#client.on('notification', onNotification);
  }

  async open(): Promise<void> {
    await this.#client.connect();
  }

  query<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult<Row>> {
    const run = () => (values.length > 0 ? this.#client.query<Row>(sql, [...values]) : this.#client.query<Row>(sql));
    const result = this.#last.then(run, run);
    this.#last = result;
    return result;
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }
}
