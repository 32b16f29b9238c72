import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { CacheFamily, CacheStore, LeaseStore, NearCache } from '../cache/index.js';
import type { ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import type { AnyEntityClass, MigrationObject, OpenLocks } from '../db/index.js';
import type { Consumer, DirectConsumer, EventBus, EventReader, EventTransport } from '../events/index.js';
import type { ImpersonationRules, OpenPlaces, ReferenceResolver } from '../graphql/index.js';
import type { ChannelsOf } from '../live/index.js';
import type { Logger } from '../logger/index.js';
import type { RealtimeBroker, SubscriptionDefinition } from '../realtime/index.js';
import type { HealthReport } from '../telemetry/index.js';
import type { Facts, FactsProvider } from '../tenancy/index.js';
import type { CallSubgraph } from '../transport/index.js';

/** What differs between the all-in-one process and the distributed set-up. */
export interface Ports {
  call: CallSubgraph;
  /** Asks a sibling how it does; rejects where it does not answer. */
  probe: (subgraph: string) => Promise<HealthReport>;
  events: EventTransport;
  /** Kafka, where there is one: every event is published there. */
  bus?: EventBus;
  /** Where consumers read; without it the publishers' logs, by `events`. */
  reader?: EventReader;
  cache: CacheStore;
  /** Where replicas share what they cache of their database; without it, each process keeps to itself. */
  shared?: { store: LeaseStore; near?: NearCache };
  /** Live messages: of this process, or of all that share a Redis. */
  broker: RealtimeBroker;
  /** What is known of organizations, for the decisions that directives ask for. */
  facts: Facts;
  log: Logger;
  /** No other process runs this subgraph on its database, which saves looking for what others published. */
  isAlone?: boolean;
  /** Receives every SQL statement; for tests that count. */
  onQuery?: (sql: string) => void;
  /** For tests that prove each lock alone. */
  openLocks?: OpenLocks;
}

/** What a subgraph builds its long-lived services from. */
export interface Boot<Config = ServiceConfig> extends Pick<Ports, 'cache' | 'broker' | 'log' | 'probe'> {
  config: Config;
  /** A fresh EntityManager that sees every organization: for keys, caches and other things that belong to none. */
  em: () => EntityManager;
  /** Names of all subgraphs that can be reached, this one included. */
  siblings: () => string[];
}

/** A plain HTTP answer beside GraphQL, such as `/.well-known/jwks.json`. */
export interface Route<Services = unknown> {
  path: string;
  handle(services: Services): Promise<{ body: unknown; headers?: Record<string, string> }>;
}

/** Work that comes back: clean-up, recovery, probes. Every replica runs it, so it must be safe to run twice at a time. */
export interface Job {
  name: string;
  /** Milliseconds between the end of a run and the start of the next. */
  every: number;
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services.
  run(ctx: any): Promise<unknown>;
}

/** A subgraph as data: printing its schema, testing it and starting it are three uses of one value. */
export interface SubgraphDefinition<Config extends z.ZodType = z.ZodType, Services = unknown, Loaders = unknown> {
  name: string;
  config: Config;
  entities: AnyEntityClass[];
  migrations: readonly MigrationObject[];
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function.
  resolvers: readonly Function[];
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function.
  types?: readonly Function[];
  references?: Readonly<Record<string, ReferenceResolver>>;
  /** Where the events of each subscription field come from. */
  subscriptions?: readonly SubscriptionDefinition[];
  /** Which channels tell of an event of this subgraph; without it the organization's one for the kind of aggregate, or the platform's. */
  channelsOf?: ChannelsOf;
  services?: (boot: Boot<z.output<Config>>) => Services | Promise<Services>;
  /** Lets go of what the services hold, when nothing asks them any more. */
  closeServices?: (services: Services) => Promise<void>;
  loaders?: (ctx: Context<unknown, Services>) => Loaders;
  /** Runs once at every start, before the subgraph counts as started; safe on several replicas at a time. */
  prepare?: (ctx: Context<Loaders, Services>) => Promise<unknown>;
  /** Fields that anybody may ask for, and fields of tenants' types that are shown to all, each with the reason. */
  open?: OpenPlaces;
  /** Which mutations are open to staff who act as somebody else and may only look, and which only the person makes. */
  impersonation?: ImpersonationRules;
  consumers?: readonly Consumer[];
  /** What it keeps of its rows beside the database, and which of its events make that out of date. */
  caches?: readonly CacheFamily[];
  /** Reactions that keep no books: caches, live messages. Made once, when the services are there. */
  directConsumers?: (parts: { services: Services; config: z.output<Config>; ports: Ports }) => readonly DirectConsumer[];
  /** Its part of what every process knows of organizations. Its context sees all of them. */
  facts?: FactsProvider<Context<Loaders, Services>>;
  jobs?: readonly Job[];
  routes?: readonly Route<Services>[];
}

/** The PostgreSQL schema of a subgraph: its name with underscores. */
export const schemaName = (subgraph: string) => subgraph.replaceAll('-', '_');
