import type {
  Configuration,
  IsolationLevel,
  LoggingOptions,
  SessionContext,
  Transaction,
  TransactionEventBroadcaster,
} from '@mikro-orm/core';
import { AbstractSqlDriver, PostgreSqlConnection, PostgreSqlDriver, PostgreSqlPlatform } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

interface TransactionOptions {
  isolationLevel?: IsolationLevel;
  readOnly?: boolean;
  ctx?: Transaction;
  eventBroadcaster?: TransactionEventBroadcaster;
  loggerContext?: LoggingOptions;
  sessionContext?: SessionContext;
}

/**
 * Tells PostgreSQL whose rows it may show without a round trip for it. MikroORM puts a transaction of four messages around a
 * read that needs a session; here the setting leads the statement in one message, which PostgreSQL runs as one transaction, so
 * that the setting is gone when the connection goes back to the pool.
 */
class SessionConnection extends PostgreSqlConnection {
  override async transactional<Result>(run: (trx: Transaction) => Promise<Result>, options: TransactionOptions = {}): Promise<Result> {
    // Without a broadcaster this is no unit of work, but MikroORM's wrap around one statement.
    const isOneStatement = options.sessionContext && !options.eventBroadcaster && !options.ctx;
    return isOneStatement ? run(this.#leading(options.sessionContext as SessionContext)) : super.transactional(run as never, options);
  }

  /** A stand-in for a transaction whose every statement is led by the setting. */
  #leading(session: SessionContext): Transaction {
    const lead = leadOf(session);
    return {
      executeQuery: async (query: CompiledQuery, options?: never) => {
        await this.ensureConnection();
        return this.getClient().executeQuery({ ...CompiledQuery.raw(`${lead}; ${query.sql}`), queryId: query.queryId }, options);
      },
    } as unknown as Transaction;
  }
}

/** `set local` is a little cheaper than `set_config()`, which is a query (bench/row-security). */
function leadOf({ variables = {}, role }: SessionContext): string {
  const settings = Object.entries(variables).map(([name, value]) => `set local ${name} to '${String(value).replaceAll("'", "''")}'`);
  return [...settings, ...(role ? [`set local role "${role.replaceAll('"', '""')}"`] : [])].join('; ');
}

/** MikroORM's PostgreSQL driver over such connections. */
export class SessionDriver extends AbstractSqlDriver<SessionConnection, PostgreSqlPlatform> {
  constructor(config: Configuration) {
    super(config, new PostgreSqlPlatform(), SessionConnection, ['kysely', 'pg']);
  }

  override createEntityManager = PostgreSqlDriver.prototype.createEntityManager as never;

  override getORMClass = PostgreSqlDriver.prototype.getORMClass as never;
}
