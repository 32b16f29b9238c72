import { randomUUID } from 'node:crypto';
import { createGateway, gatewayConfig, type RunningGateway } from '@supergraph/gateway';
import { type DatabaseUrls, provisionDatabase } from '@supergraph/infra';
import { loadConfig } from '@supergraph/kernel/config';
import type { OpenLocks } from '@supergraph/kernel/db';
import { createLogger } from '@supergraph/kernel/logger';
import { schemaName } from '@supergraph/kernel/subgraph';
import { bootSubgraphs, type SubgraphFleet, subgraphs } from '@supergraph/standalone';

/** One call of the gateway to a subgraph, or one SQL statement of a subgraph. */
export interface Observed {
  calls: { subgraph: string; query: string }[];
  statements: { subgraph: string; sql: string }[];
}

export interface FleetOptions {
  /** A superuser's URL of the PostgreSQL server; the tests' own where it is left out. */
  adminUrl?: string;
  /** A database that an earlier fleet left; a new one where it is left out. */
  database?: string;
  /** Settings beside the usual ones, of the subgraphs and of the gateway. */
  env?: Record<string, string>;
  /** Locks that are left open, to prove that the others hold. */
  openLocks?: OpenLocks;
}

export interface Fleet {
  url: string;
  fleet: SubgraphFleet;
  gateway: RunningGateway;
  /** Name of the database, and the roles' URLs by schema. */
  database: string;
  databases: Readonly<Record<string, DatabaseUrls>>;
  /** All that happened since it was last emptied. */
  observed: Observed;
  /** What happens while `work` runs, and nothing else: from then on consumers and jobs rest. */
  observe(work: () => Promise<unknown>): Promise<Observed>;
  /** Consumers and jobs rest from then on; what was begun is done first. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

export const SERVICE_SECRET = 'a secret that only tests know, 32+';
const PASSWORD = 'test-only';
const COMMON = { NODE_ENV: 'test', SERVICE_SECRET };

/** All subgraphs and the gateway in this process, on a database of their own in the tests' PostgreSQL. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const {
    adminUrl = process.env.TEST_POSTGRES_URL ?? '',
    database = `test_fleet_${randomUUID().slice(0, 8)}`,
    env = {},
    openLocks,
  } = options;
  const schemas = subgraphs.map(({ name }) => ({ schema: schemaName(name), ownerPassword: PASSWORD, appPassword: PASSWORD }));
  const databases = await provisionDatabase({ adminUrl, database, schemas });
  const observed: Observed = { calls: [], statements: [] };
  const fleet = await bootSubgraphs({
    subgraphs,
    databases,
    env: { ...COMMON, KEY_ENCRYPTION_SECRET: SERVICE_SECRET, DATABASE_POOL_SIZE: '5', ...env },
    logLevel: 'silent',
    onQuery: (subgraph, sql) => observed.statements.push({ subgraph, sql: sql.replace(/^\[query\] /, '') }),
    ...(openLocks ? { openLocks } : {}),
  });
  const gateway = await startGateway(fleet, observed, env).catch(async (error) => {
    await fleet.stop();
    throw error;
  });
  const rest = async () => {
    await Promise.all(fleet.all().map((subgraph) => subgraph.rest()));
  };
  return {
    url: gateway.url,
    fleet,
    gateway,
    database,
    databases,
    observed,
    rest,
    async observe(work) {
      await rest();
      forget(observed);
      await work();
      return { calls: [...observed.calls], statements: [...observed.statements] };
    },
    async stop() {
      await gateway.stop();
      await fleet.stop();
    },
  };
}

/** Empties what was observed. */
export function forget(observed: Observed): void {
  observed.calls.length = 0;
  observed.statements.length = 0;
}

function startGateway(fleet: SubgraphFleet, observed: Observed, env: Record<string, string>): Promise<RunningGateway> {
  const { SUPERGRAPH_PATH } = process.env;
  return createGateway({
    // Stories sign many companies up from one address; the one about limits switches them on.
    config: loadConfig(gatewayConfig, {
      ...COMMON,
      PORT: '0',
      RATE_LIMIT: 'off',
      DRAIN_MS: '0',
      ...(SUPERGRAPH_PATH ? { SUPERGRAPH_PATH } : {}),
      ...env,
    }),
    call: (subgraph, request) => {
      observed.calls.push({ subgraph, query: request.query });
      return fleet.call(subgraph, request);
    },
    keys: async () => (await keysRoute(fleet)) as never,
    facts: fleet.facts,
    broker: fleet.broker,
    log: createLogger({ service: 'gateway', level: 'silent' }),
  });
}

async function keysRoute(fleet: SubgraphFleet): Promise<unknown> {
  for (const { routes, services } of fleet.all()) {
    const route = routes.find(({ path }) => path.endsWith('jwks.json'));
    if (route) return (await route.handle(services)).body;
  }
  throw new Error('No subgraph publishes keys');
}
