import type { EntityClass, MigrationObject } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { EventedEntityManager } from './evented-entity-manager.js';
import { SessionClient } from './session-client.js';
import { SessionDriver } from './session-connection.js';

// biome-ignore lint/suspicious/noExplicitAny: a list of entity classes of any shape.
export type AnyEntityClass = EntityClass<any>;

export interface OrmOptions {
  url: string;
  /** PostgreSQL schema of the subgraph. */
  schema: string;
  entities: AnyEntityClass[];
  poolSize?: number;
  /** Where SQL without a schema looks; without it where the role always does. */
  searchPath?: string;
  /** Receives every SQL statement, for tests that count them. */
  onQuery?: (sql: string) => void;
}

/** Connects one subgraph to its own schema. Nothing is queried until the first use. */
export function createOrm({ url, schema, entities, poolSize = 10, searchPath, onQuery }: OrmOptions): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: url,
    schema,
    entities,
    entityManager: EventedEntityManager,
    driver: SessionDriver as never,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize },
    driverOptions: { Client: SessionClient, ...(searchPath ? { options: `-c search_path=${searchPath}` } : {}) },
    discovery: { warnWhenNoEntities: false },
    ...(onQuery
      ? {
          debug: ['query' as const],
          colors: false,
          highlighter: undefined,
          logger: (sql: string) => void (ONLY_LEADS.test(sql) || onQuery(sql)),
        }
      : {}),
  });
}

/** What travels with another statement is none of its own. */
const ONLY_LEADS = /^\[query\] (select set_config\(|set local role )/;

export type { MigrationObject };
