import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { CacheStore } from '../cache/index.js';
import type { ServiceConfig } from '../config/index.js';
import type { Context } from '../context/index.js';
import type { AnyEntityClass, MigrationObject, OpenLocks } from '../db/index.js';
import type { Consumer, EventTransport } from '../events/index.js';
import type { OpenPlaces, ReferenceResolver } from '../graphql/index.js';
import type { Logger } from '../logger/index.js';
import type { PubSub } from '../pubsub/index.js';
import type { HealthReport } from '../telemetry/index.js';
import type { Facts, FactsProvider } from '../tenancy/index.js';
import type { CallSubgraph } from '../transport/index.js';

/** What differs between the all-in-one process and the distributed set-up. */
export interface Ports {
  call: CallSubgraph;
  /** Asks a sibling how it does; rejects where it does not answer. */
  probe: (subgraph: string) => Promise<HealthReport>;
  events: EventTransport;
  cache: CacheStore;
  pubsub: PubSub;
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
export interface Boot<Config = ServiceConfig> extends Pick<Ports, 'cache' | 'pubsub' | 'log' | 'probe'> {
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
  services?: (boot: Boot<z.output<Config>>) => Services | Promise<Services>;
  loaders?: (ctx: Context<unknown, Services>) => Loaders;
  /** Runs once at every start, before the subgraph counts as started; safe on several replicas at a time. */
  prepare?: (ctx: Context<Loaders, Services>) => Promise<unknown>;
  /** Fields that anybody may ask for, and fields of tenants' types that are shown to all, each with the reason. */
  open?: OpenPlaces;
  consumers?: readonly Consumer[];
  /** Its part of what every process knows of organizations. Its context sees all of them. */
  facts?: FactsProvider<Context<Loaders, Services>>;
  jobs?: readonly Job[];
  routes?: readonly Route<Services>[];
}

/** The PostgreSQL schema of a subgraph: its name with underscores. */
export const schemaName = (subgraph: string) => subgraph.replaceAll('-', '_');
