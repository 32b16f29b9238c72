import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Identity } from '../auth/index.js';
import type { CacheStats } from '../cache/index.js';
import type { ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import { createOrm, migrate, scopeRows } from '../db/index.js';
import {
  type Consumer,
  ConsumerRunner,
  type ConsumerStats,
  type DirectConsumer,
  DirectRunner,
  declareTopics,
  type EventRecord,
  EventRepair,
  eventFeed,
  eventMigrations,
  type LogFeed,
  logReader,
  Relay,
  readHead,
  Signal,
  withoutCopies,
} from '../events/index.js';
import { buildFederatedSchema, createExecutor, formatError } from '../graphql/index.js';
import { inWhoseName, ownChannel, realtimeConsumer, startPulse } from '../live/index.js';
import type { Logger } from '../logger/index.js';
import { RealtimePubSub } from '../pubsub/index.js';
import { checkHealth, type HealthReport } from '../telemetry/index.js';
import { type FactsFeed, factsFeed } from '../tenancy/index.js';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { type ContextParts, createContext, type Origin } from './create-context.js';
import { type Ports, type Route, type SubgraphDefinition, schemaName } from './definition.js';
import { guardedContext } from './guarded-context.js';
import { runJobs } from './job-runner.js';
import { mayReadCached, openCaches, scopeForLoad, withOwnEntities } from './open-caches.js';
import { openShadow } from './open-shadow.js';
import { ofConsumer, ofSystem } from './origins.js';
import { accessRecorder } from './record-access.js';
import { withCookies } from './with-cookies.js';

/** A started subgraph, without a socket: the all-in-one process calls it, `listen` puts HTTP in front of it. */
export interface RunningSubgraph {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly services: unknown;
  readonly log: Logger;
  handle(request: SubgraphRequest): Promise<SubgraphResponse>;
  readEvents: LogFeed;
  /** Its part of what every process knows of organizations; null where it has none. */
  readonly facts: FactsFeed | null;
  health(): Promise<HealthReport>;
  /** What became of events since the start: on their way out, and with the consumers. */
  eventStats(): EventStats;
  /** A context outside any request: for tests and for seeding. */
  contextFor(identity: Identity): Context;
  /** Starts to react to events and to run jobs. Separate, because siblings in one process must all be there first. */
  run(): Promise<void>;
  /** Tries the parked events again, each aggregate's in order. Happens at every start by itself. */
  redrive(): Promise<void>;
  /** What an operator can do about events that went wrong. */
  readonly repair: EventRepair;
  /** What became of cached reads since the start, by family. */
  cacheStats(): Record<string, CacheStats>;
  /** Stops to react and to run jobs, but still answers: siblings in one process all rest before the first one closes. */
  rest(): Promise<void>;
  /** Rests, drains, closes. */
  stop(): Promise<void>;
}

export interface EventStats {
  relay: ReturnType<Relay['stats']>;
  consumers: ConsumerStats;
  direct: ReturnType<DirectRunner['stats']>;
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
  if (ports.bus) await declareTopics({ bus: ports.bus, source: definition.name, log: ports.log });
  const relay = new Relay({
    url: config.DATABASE_URL,
    schema,
    source: definition.name,
    log: ports.log,
    published,
    bus: ports.bus,
    isAlone: ports.isAlone,
    limit: config.EVENT_BACKLOG_LIMIT,
  });
  const pubsub = new RealtimePubSub(ports.broker);
  const execute = createExecutor(
    (
      await buildFederatedSchema({
        ...definition,
        references: withOwnEntities(definition.references),
        enforce: !ports.openLocks?.directives,
      })
    ).schema,
  );
  relay.start();
  const log = { em: platformEm, schema, published, isAlone: ports.isAlone };
  const feed = eventFeed(definition.name, log);
  const caches = openCaches({ definition, config, ports, feed, em: (scope) => scopeForLoad(orm.em.fork(), scope) });
  const committed: ContextParts['committed'] = async (events) => {
    const dropped = caches.caches.committed(events.map(({ definition: { type }, payload }) => ({ type, payload })));
    relay.wake();
    await dropped;
  };
  return assemble(
    { definition, orm, ports, services, pubsub, config, caches, committed, isOverloaded: () => relay.isOverloaded() },
    { execute, relay, feed, head: () => readHead(log) },
  );
}

interface Machinery {
  execute: ReturnType<typeof createExecutor>;
  relay: Relay;
  feed: LogFeed;
  head: () => Promise<string>;
}

type Parts = ContextParts & { definition: SubgraphDefinition; config: ServiceConfig };

function assemble(parts: Parts, { execute, relay, feed, head }: Machinery): RunningSubgraph {
  const { definition, orm, ports, services } = parts;
  const contextFor = (origin: Origin) => createContext(parts, origin);
  const channelsOf = definition.channelsOf ?? ownChannel;
  const active = new Set<Promise<unknown>>();
  const recordAccess = accessRecorder(definition.name);
  const background = createBackground(parts, contextFor, () => relay.lag());
  return {
    name: definition.name,
    routes: (definition.routes ?? []) as Route[],
    services,
    log: ports.log,
    readEvents: feed,
    facts: definition.facts
      ? factsFeed({
          provider: definition.facts,
          events: withoutCopies(feed),
          head,
          context: () => contextFor({ ...ofSystem(`${definition.name}.facts`), isCached: true }),
        })
      : null,
    contextFor: (identity) => contextFor({ identity, requestId: randomUUID() }),
    handle(request) {
      const ctx = contextFor({ ...request, identity: inWhoseName(request, channelsOf), isCached: mayReadCached(request) });
      const onStaffAccess = recordAccess(ctx, { operation: request.client?.operation, fresh: () => contextFor(request) });
      const running = guardedContext(ctx, onStaffAccess)
        .then((guarded) => execute(request, guarded, (error) => formatError(error, ctx)))
        .then((response) => withCookies(response, ctx.cookies))
        .finally(() => active.delete(running));
      active.add(running);
      return running;
    },
    eventStats: () => ({ relay: relay.stats(), ...background.stats() }),
    health: () => checkHealth({ database: () => pingDatabase(orm) }),
    run: () => background.start(),
    redrive: () => background.redrive(),
    repair: background.repair,
    cacheStats: () => parts.caches.caches.stats(),
    rest: () => background.stop(),
    async stop() {
      await background.stop();
      await Promise.allSettled(active);
      await relay.stop();
      await orm.close(true);
      await definition.closeServices?.(services as never);
      ports.log.debug('the subgraph has stopped');
    },
  };
}

/** What goes on without a request: consumers and jobs. */
function createBackground(parts: Parts, contextFor: (origin: Origin) => Context, relayLag: () => number | Promise<number>) {
  const { definition, ports } = parts;
  const reader = ports.reader ?? logReader({ transport: ports.events, log: ports.log });
  const live = realtimeConsumer({
    source: definition.name,
    channelsOf: definition.channelsOf ?? ownChannel,
    broker: ports.broker,
    before: parts.caches.beforeTelling,
  });
  const direct = new DirectRunner({
    owner: definition.name,
    consumers: [...parts.caches.consumers, ...directConsumersOf(parts), live.consumer],
    reader,
    log: ports.log,
  });
  const consuming = {
    owner: definition.name,
    consumers: definition.consumers ?? [],
    reader,
    log: ports.log,
    contextFor: (consumer: Consumer, record: EventRecord) => contextFor(ofConsumer(consumer, record)),
    ownContext: () => contextFor(ofSystem(definition.name)),
  };
  const runner = new ConsumerRunner(consuming);
  let jobs: ReturnType<typeof runJobs> | undefined;
  let stopPulse: () => void = () => {};
  return {
    async start() {
      await definition.prepare?.(contextFor(ofSystem(definition.name)));
      await direct.start();
      stopPulse = startPulse({ source: definition.name, broker: ports.broker, log: ports.log, relayLag, consumerLag: live.lag });
      await runner.start();
      jobs = runJobs([...(definition.jobs ?? []), ...parts.caches.jobs], {
        log: ports.log,
        contextFor: (job) => contextFor(ofSystem(job.name)),
      });
    },
    redrive: () => runner.redrive(),
    repair: new EventRepair({ ...consuming, hasBus: ports.bus !== undefined, openShadow: (schema) => openShadow(parts, schema) }),
    stats: () => ({ consumers: runner.stats(), direct: direct.stats() }),
    async stop() {
      stopPulse();
      await Promise.all([runner.stop(), direct.stop(), jobs?.stop()]);
    },
  };
}

/** The subgraph's own ones. */
function directConsumersOf({ definition, services, config, ports }: Parts): DirectConsumer[] {
  return [...(definition.directConsumers?.({ services, config, ports }) ?? [])];
}

async function pingDatabase(orm: MikroORM): Promise<void> {
  await orm.em.fork().execute('select 1');
}
