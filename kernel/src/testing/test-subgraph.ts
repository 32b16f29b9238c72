import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { anonymous, type Identity } from '../auth/index.js';
import { type LeaseStore, memoryCache, memoryLeases } from '../cache/index.js';
import { loadConfig, type ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import type { OpenLocks } from '../db/index.js';
import { type EventBus, type EventDefinition, type EventRecord, eventMigrations, inProcessEvents } from '../events/index.js';
import { createLogger } from '../logger/index.js';
import { memoryBroker, type RealtimeBroker } from '../realtime/index.js';
import { type RunningSubgraph, type Subgraph, schemaName } from '../subgraph/index.js';
import type { Facts } from '../tenancy/index.js';
import type { CallSubgraph, SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { deliver, recordOf } from './deliver.js';
import { fixedFacts } from './fixed-facts.js';
import { openSubscription } from './live-subscription.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestOptions {
  /** Settings beside the usual ones. */
  config?: Record<string, string>;
  /** Answers calls to siblings; without it such a call fails. */
  call?: CallSubgraph;
  /** Runs consumers and jobs in the background, as in production; off by default. */
  background?: boolean;
  logLevel?: string;
  /** Live messages; without it, one of its own. */
  broker?: RealtimeBroker;
  /** Publishes events there and reads them from there, instead of from the log. */
  bus?: EventBus;
  /** What is known of organizations; without it each is in service and has no modules. */
  facts?: Facts;
  /** Opens locks, to prove that the others hold. */
  openLocks?: OpenLocks;
}

/** Result of an operation; `data` is loose, as tests read it. */
export interface TestResult {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  data: any;
  errors: NonNullable<SubgraphResponse['errors']>;
}

export interface RaisedInTest {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  payload: any;
  organizationId: string | null;
  aggregateId: string;
  sequence: number;
}

/** A subgraph on a database of its own. Starts before the file's tests and stops after them, by itself. */
export function testSubgraph(subgraph: Subgraph, options: TestOptions = {}) {
  let running: RunningSubgraph;
  let database: TestDatabase;
  const store = memoryLeases();
  const seen = new Set<string>();
  const statements: string[] = [];
  beforeAll(async () => {
    const schema = schemaName(subgraph.name);
    database = await createTestDatabase({ schema, migrations: [...eventMigrations, ...subgraph.definition.migrations] });
    running = await boot(subgraph, database, { ...options, store, onQuery: (sql) => statements.push(sql) });
    if (options.background) await running.run();
  });
  afterAll(async () => {
    await running?.stop();
    await database?.drop();
  });
  const execute = async (request: SubgraphRequest): Promise<TestResult> => {
    const { data, errors = [] } = await running.handle(request);
    return { data: data === undefined || data === null ? data : JSON.parse(JSON.stringify(data)), errors };
  };
  const system = (organizationId: string | null = null) =>
    running.contextFor({ kind: 'system', subject: 'test', organizationId, scopes: [], sessionId: null });
  return {
    running: () => running,
    database: () => database,
    /** A second process of the subgraph, on the same database; whoever starts it stops it. */
    replica: (other: Pick<TestOptions, 'bus'> = {}) =>
      boot(subgraph, database, { ...options, ...other, store: memoryLeases(), onQuery: () => {} }),
    as: (identity: Identity) => ({
      execute: (query: string, variables?: Record<string, unknown>) => execute(requestOf(identity, query, variables)),
      /** Opens a subscription; `news()` of the answer tells what has happened since. */
      subscribe: (query: string, variables?: Record<string, unknown>) =>
        openSubscription(subgraph, running, requestOf(identity, query, variables)),
      /** Executes one event of a subscription, as the gateway does with what it hears. */
      event: (body: unknown, query: string, variables?: Record<string, unknown>) =>
        execute({ ...requestOf(identity, query, variables), event: body }),
    }),
    execute: (query: string, variables?: Record<string, unknown>) => execute(requestOf(anonymous, query, variables)),
    /** A context that sees every organization, for arranging and for looking behind the door. */
    context: <Ctx extends Context = Context>(organizationId: string | null = null) => system(organizationId) as Ctx,
    /** Empties what the subgraph caches: for rows that are changed behind its back. */
    forget: () => void store.close(),
    /** Stores a row as it is. */
    async seed<Row extends object>(row: Row): Promise<Row> {
      const { em } = system();
      em.persist(row);
      await em.flush();
      await store.close();
      return row;
    },
    /** The events that were written since the last look, in order. */
    raised: () => raisedSince(system(), seen),
    /** An event as it would be published, for handing it in. */
    record: <Payload>(event: EventDefinition<Payload>, payload: Payload, envelope: Partial<EventRecord> = {}) =>
      recordOf({ event, payload, envelope }),
    /** Hands an event to every consumer of it, as the runner would. */
    deliver: <Payload>(event: EventDefinition<Payload>, payload: Payload, envelope: Partial<EventRecord> = {}) =>
      deliver(subgraph, running, { event, payload, envelope }),
    /** The SQL statements that `work` sends, transactions' begin and commit among them. */
    async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
      statements.length = 0;
      await work();
      return statements.map((statement) => statement.replace(/^\[query\] /, ''));
    },
  };
}

const requestOf = (identity: Identity, query: string, variables: Record<string, unknown> = {}): SubgraphRequest => ({
  query,
  variables,
  identity,
  requestId: randomUUID(),
  client: { ip: '127.0.0.1', userAgent: 'jest' },
});

function boot(
  subgraph: Subgraph,
  database: TestDatabase,
  options: TestOptions & { store: LeaseStore; onQuery: (sql: string) => void },
): Promise<RunningSubgraph> {
  const events = inProcessEvents();
  const config = loadConfig(subgraph.config, {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.appUrl,
    DATABASE_POOL_SIZE: '5',
    SERVICE_SECRET: 'a secret that only tests know, 32+',
    ...options.config,
  });
  const unexpected: CallSubgraph = async (name) => {
    throw new Error(`The test did not expect a call to "${name}"`);
  };
  const ports = {
    call: options.call ?? unexpected,
    probe: async () => ({ status: 'up' as const, checks: [] }),
    events,
    cache: memoryCache(),
    shared: { store: options.store },
    broker: options.broker ?? memoryBroker(),
    facts: options.facts ?? fixedFacts(),
    ...(options.openLocks ? { openLocks: options.openLocks } : {}),
    ...(options.bus ? { bus: options.bus, reader: options.bus } : {}),
    log: createLogger({ service: subgraph.name, level: options.logLevel ?? 'silent' }),
    onQuery: options.onQuery,
  };
  return subgraph.boot(config as ServiceConfig, ports).then((running) => {
    events.register(subgraph.name, running.readEvents);
    return running;
  });
}

async function raisedSince({ em }: Context, seen: Set<string>): Promise<RaisedInTest[]> {
  const schema = em.config.get('schema');
  const columns = 'event_id, type, payload, organization_id, aggregate_id, sequence';
  const rows = await em.execute<
    { event_id: string; type: string; payload: unknown; organization_id: string | null; aggregate_id: string; sequence: string }[]
  >(`select ${columns} from "${schema}".outbox union select ${columns} from "${schema}".event_log order by event_id`);
  const fresh = rows.filter((row) => !seen.has(row.event_id));
  for (const row of fresh) seen.add(row.event_id);
  return fresh.map((row) => ({
    type: row.type,
    payload: row.payload,
    organizationId: row.organization_id,
    aggregateId: row.aggregate_id,
    sequence: Number(row.sequence),
  }));
}
