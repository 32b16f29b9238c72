import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Identity } from '../auth/index.js';
import type { ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import { createOrm, migrate, scopeRows } from '../db/index.js';
import { ConsumerRunner, eventFeed, eventMigrations, type ReadFeed, Relay, readHead, Signal } from '../events/index.js';
import { buildFederatedSchema, createExecutor, formatError } from '../graphql/index.js';
import { checkHealth, type HealthReport } from '../telemetry/index.js';
import { type FactsFeed, factsFeed } from '../tenancy/index.js';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { type ContextParts, createContext, type Origin } from './create-context.js';
import { type Ports, type Route, type SubgraphDefinition, schemaName } from './definition.js';
import { guardedContext } from './guarded-context.js';
import { runJobs } from './job-runner.js';
import { accessRecorder } from './record-access.js';

/** A started subgraph, without a socket: the all-in-one process calls it, `listen` puts HTTP in front of it. */
export interface RunningSubgraph {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly services: unknown;
  handle(request: SubgraphRequest): Promise<SubgraphResponse>;
  readEvents: ReadFeed;
  /** Its part of what every process knows of organizations; null where it has none. */
  readonly facts: FactsFeed | null;
  health(): Promise<HealthReport>;
  /** A context outside any request: for tests and for seeding. */
  contextFor(identity: Identity): Context;
  /** Starts to react to events and to run jobs. Separate, because siblings in one process must all be there first. */
  run(): Promise<void>;
  /** Tries the parked events again, each aggregate's in order. Happens at every start by itself. */
  redrive(): Promise<void>;
  /** Stops to react and to run jobs, but still answers: siblings in one process all rest before the first one closes. */
  rest(): Promise<void>;
  /** Rests, drains, closes. */
  stop(): Promise<void>;
}

/** Starts a subgraph: database → migrations → services → schema → relay. */
export async function bootSubgraph(definition: SubgraphDefinition, config: ServiceConfig, ports: Ports): Promise<RunningSubgraph> {
  const schema = schemaName(definition.name);
  if (config.MIGRATIONS_DATABASE_URL) {
    const done = await migrate({ url: config.MIGRATIONS_DATABASE_URL, schema, migrations: [...eventMigrations, ...definition.migrations] });
    if (done.length > 0) ports.log.info({ migrations: done }, 'the database schema was migrated');
  }
  const orm = await createOrm({
    url: config.DATABASE_URL,
    schema,
    entities: definition.entities,
    poolSize: config.DATABASE_POOL_SIZE,
    onQuery: ports.onQuery,
  });
  const platformEm = () => scopeRows(orm.em.fork(), 'platform');
  const services = await definition.services?.({ ...ports, config, em: platformEm, siblings: () => ports.events.sources() } as never);
  const published = new Signal();
  const relay = new Relay({ url: config.DATABASE_URL, schema, log: ports.log, published });
  const execute = createExecutor((await buildFederatedSchema({ ...definition, enforce: !ports.openLocks?.directives })).schema);
  relay.start();
  const log = { em: platformEm, schema, published, isAlone: ports.isAlone };
  return assemble(
    { definition, orm, ports, services, committed: () => relay.wake() },
    { execute, relay, feed: eventFeed(definition.name, log), head: () => readHead(log) },
  );
}

interface Machinery {
  execute: ReturnType<typeof createExecutor>;
  relay: Relay;
  feed: ReadFeed;
  head: () => Promise<string>;
}

function assemble(parts: ContextParts & { definition: SubgraphDefinition }, { execute, relay, feed, head }: Machinery): RunningSubgraph {
  const { definition, orm, ports, services } = parts;
  const contextFor = (origin: Origin) => createContext(parts, origin);
  const active = new Set<Promise<unknown>>();
  const recordAccess = accessRecorder(definition.name);
  const background = createBackground(parts, contextFor);
  return {
    name: definition.name,
    routes: (definition.routes ?? []) as Route[],
    services,
    readEvents: feed,
    facts: definition.facts
      ? factsFeed({ provider: definition.facts, events: feed, head, context: () => contextFor(ofSystem(`${definition.name}.facts`)) })
      : null,
    contextFor: (identity) => contextFor({ identity, requestId: randomUUID() }),
    handle(request) {
      const ctx = contextFor(request);
      const running = guardedContext(
        ctx,
        recordAccess(ctx, () => contextFor(request)),
      )
        .then((guarded) => execute(request, guarded, (error) => formatError(error, ctx)))
        .finally(() => active.delete(running));
      active.add(running);
      return running;
    },
    health: () => checkHealth({ database: () => pingDatabase(orm) }),
    run: () => background.start(),
    redrive: () => background.redrive(),
    rest: () => background.stop(),
    async stop() {
      await background.stop();
      await Promise.allSettled(active);
      await relay.stop();
      await orm.close(true);
      ports.log.debug('the subgraph has stopped');
    },
  };
}

/** What goes on without a request: consumers and jobs. */
function createBackground(
  { definition, ports }: ContextParts & { definition: SubgraphDefinition },
  contextFor: (origin: Origin) => Context,
) {
  const runner = new ConsumerRunner({
    consumers: definition.consumers ?? [],
    transport: ports.events,
    log: ports.log,
    contextFor: (consumer, { id, organizationId, headers }) =>
      contextFor({
        identity: systemIdentity(consumer.name, organizationId),
        requestId: headers.correlationId,
        causationId: id,
        client: headers,
      }),
    ownContext: () => contextFor(ofSystem(definition.name)),
  });
  let jobs: ReturnType<typeof runJobs> | undefined;
  return {
    async start() {
      await definition.prepare?.(contextFor(ofSystem(definition.name)));
      await runner.start();
      jobs = runJobs(definition.jobs ?? [], {
        log: ports.log,
        contextFor: (job) => contextFor(ofSystem(job.name)),
      });
    },
    redrive: () => runner.redrive(),
    async stop() {
      await Promise.all([runner.stop(), jobs?.stop()]);
    },
  };
}

const systemIdentity = (subject: string, organizationId: string | null = null): Identity => ({
  kind: 'system',
  subject,
  organizationId,
  scopes: [],
  sessionId: null,
});

/** What goes on without a request, and sees every organization. */
const ofSystem = (subject: string): Origin => ({ identity: systemIdentity(subject), requestId: randomUUID() });

async function pingDatabase(orm: MikroORM): Promise<void> {
  await orm.em.fork().execute('select 1');
}
