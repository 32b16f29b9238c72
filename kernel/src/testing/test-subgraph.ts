import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { anonymous, type Identity } from '../auth/index.js';
import { memoryCache } from '../cache/index.js';
import { loadConfig, type ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import type { OpenLocks } from '../db/index.js';
import {
  type ConsumerContext,
  consume,
  type EventDefinition,
  type EventRecord,
  eventMigrations,
  inProcessEvents,
  type Outcome,
} from '../events/index.js';
import { createLogger } from '../logger/index.js';
import { memoryPubSub } from '../pubsub/index.js';
import { type RunningSubgraph, type Subgraph, schemaName } from '../subgraph/index.js';
import type { Facts } from '../tenancy/index.js';
import type { CallSubgraph, SubgraphResponse } from '../transport/index.js';
import { fixedFacts } from './fixed-facts.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestOptions {
  /** Settings beside the usual ones. */
  config?: Record<string, string>;
  /** Answers calls to siblings; without it such a call fails. */
  call?: CallSubgraph;
  /** Runs consumers and jobs in the background, as in production; off by default. */
  background?: boolean;
  logLevel?: string;
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
  const seen = new Set<string>();
  const statements: string[] = [];
  beforeAll(async () => {
    const schema = schemaName(subgraph.name);
    database = await createTestDatabase({ schema, migrations: [...eventMigrations, ...subgraph.definition.migrations] });
    running = await boot(subgraph, database, { ...options, onQuery: (sql) => statements.push(sql) });
    if (options.background) await running.run();
  });
  afterAll(async () => {
    await running?.stop();
    await database?.drop();
  });
  const execute = async (identity: Identity, query: string, variables: Record<string, unknown> = {}): Promise<TestResult> => {
    const { data, errors = [] } = await running.handle({
      query,
      variables,
      identity,
      requestId: randomUUID(),
      client: { ip: '127.0.0.1', userAgent: 'jest' },
    });
    return { data: data === undefined || data === null ? data : JSON.parse(JSON.stringify(data)), errors };
  };
  const system = (organizationId: string | null = null) =>
    running.contextFor({ kind: 'system', subject: 'test', organizationId, scopes: [], sessionId: null });
  return {
    running: () => running,
    database: () => database,
    as: (identity: Identity) => ({ execute: (query: string, variables?: Record<string, unknown>) => execute(identity, query, variables) }),
    execute: (query: string, variables?: Record<string, unknown>) => execute(anonymous, query, variables),
    /** A context that sees every organization, for arranging and for looking behind the door. */
    context: <Ctx extends Context = Context>(organizationId: string | null = null) => system(organizationId) as Ctx,
    /** Stores a row as it is. */
    async seed<Row extends object>(row: Row): Promise<Row> {
      const { em } = system();
      em.persist(row);
      await em.flush();
      return row;
    },
    /** The events that were written since the last look, in order. */
    raised: () => raisedSince(system(), seen),
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

function boot(
  subgraph: Subgraph,
  database: TestDatabase,
  options: TestOptions & { onQuery: (sql: string) => void },
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
    pubsub: memoryPubSub(),
    facts: options.facts ?? fixedFacts(),
    ...(options.openLocks ? { openLocks: options.openLocks } : {}),
    log: createLogger({ service: subgraph.name, level: options.logLevel ?? 'silent' }),
    onQuery: options.onQuery,
  };
  return subgraph.boot(config as ServiceConfig, ports).then((running) => {
    events.register(subgraph.name, running.readEvents);
    return running;
  });
}

interface Delivery<Payload> {
  event: EventDefinition<Payload>;
  payload: Payload;
  envelope: Partial<EventRecord>;
}

let sequence = 0;

async function deliver<Payload>(
  subgraph: Subgraph,
  running: RunningSubgraph,
  { event, payload, envelope }: Delivery<Payload>,
): Promise<Outcome[]> {
  sequence += 1;
  const record: EventRecord = {
    position: String(sequence),
    id: uuidv7(),
    type: event.type,
    source: event.source,
    topic: event.topic,
    aggregateType: event.aggregate,
    aggregateId: event.aggregateId(payload),
    sequence: String(sequence),
    organizationId: event.organizationId(payload),
    payload: JSON.parse(JSON.stringify(payload)),
    headers: { correlationId: randomUUID(), actor: { kind: 'system', id: 'test' } },
    createdAt: new Date().toISOString(),
    ...envelope,
  };
  const outcomes: Outcome[] = [];
  for (const consumer of subgraph.definition.consumers ?? []) {
    if (consumer.events !== 'all' && !consumer.events.some(({ type }) => type === event.type)) continue;
    const identity: Identity = {
      kind: 'system',
      subject: consumer.name,
      organizationId: record.organizationId,
      scopes: [],
      sessionId: null,
    };
    outcomes.push(await consume(consumer, record, running.contextFor(identity) as ConsumerContext));
  }
  return outcomes;
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
