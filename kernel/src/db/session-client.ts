import pg from 'pg';

/** Statements whose answer nobody reads: a begin waits for the next statement and travels with it, and so does what follows a begin. */
const BEGINS = /^(begin|start transaction\b.*)$/i;
const FOLLOWS = /^(select set_config\(.*|set local role .*)$/is;

const nothing = (command: string) => ({ command, rowCount: null, oid: 0, rows: [], fields: [] });

/**
 * A connection that opens a transaction, and says in it whose rows may be seen, in the same message as the first statement
 * that needs them: a transaction costs no round trip more than its statements and its commit. One that never came to a
 * statement never reaches the server.
 */
export class SessionClient extends pg.Client {
  #waiting: string[] = [];

  // biome-ignore lint/suspicious/noExplicitAny: pg overloads this method nine times.
  override query(...args: any[]): any {
    const [text, values] = args as [unknown, unknown[] | undefined];
    const isPlain = typeof text === 'string' && typeof args.at(-1) !== 'function';
    if (!isPlain) {
      this.#sendWaiting();
      return super.query(...(args as [string]));
    }
    if (BEGINS.test(text) || (this.#waiting.length > 0 && FOLLOWS.test(text))) {
      this.#waiting.push(text);
      return Promise.resolve(nothing('BEGIN'));
    }
    if (this.#waiting.length === 0)
      return values?.length ? super.query(text, values) : text === 'rollback' ? this.#rollBack() : this.#send(text);
    if (text === 'commit' || text === 'rollback') {
      this.#waiting = [];
      return Promise.resolve(nothing(text.toUpperCase()));
    }
    if (values?.length) {
      this.#sendWaiting();
      return super.query(text, values);
    }
    return this.#send([...this.#waiting.splice(0), text].join('; '));
  }

  #sendWaiting(): void {
    const waiting = this.#waiting.splice(0);
    // Queued before the statement that follows: where it fails, that one fails with "current transaction is aborted".
    if (waiting.length > 0) super.query(waiting.join('; ')).catch(() => {});
  }

  /**
   * Of a connection that is gone, PostgreSQL has rolled everything back already. Whoever is told that it failed would not give
   * the connection back to the pool (Kysely does not), which then waits for it for ever.
   */
  async #rollBack(): Promise<unknown> {
    try {
      return await super.query('rollback');
    } catch (error) {
      if ((this as unknown as { _queryable: boolean })._queryable) throw error;
      return nothing('ROLLBACK');
    }
  }

  /** Several statements in one message have several answers; the caller asked for the last. */
  async #send(text: string): Promise<unknown> {
    const results = (await super.query(text)) as unknown;
    return Array.isArray(results) ? results.at(-1) : results;
  }
}
