import { randomUUID } from 'node:crypto';
import { createGateway, gatewayConfig, type RunningGateway } from '@supergraph/gateway';
import { provisionDatabase } from '@supergraph/infra';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { schemaName } from '@supergraph/kernel/subgraph';
import { bootSubgraphs, type SubgraphFleet, subgraphs } from '@supergraph/standalone';

/** One call of the gateway to a subgraph, or one SQL statement of a subgraph. */
export interface Observed {
  calls: { subgraph: string; query: string }[];
  statements: { subgraph: string; sql: string }[];
}

export interface Fleet {
  url: string;
  fleet: SubgraphFleet;
  gateway: RunningGateway;
  /** What happens while `work` runs, and nothing else: from then on consumers and jobs rest. */
  observe(work: () => Promise<unknown>): Promise<Observed>;
  stop(): Promise<void>;
}

const SECRET = 'a secret that only tests know, 32+';
const PASSWORD = 'test-only';

/** All subgraphs and the gateway in this process, on a database of their own in the tests' PostgreSQL. */
export async function startFleet(): Promise<Fleet> {
  const adminUrl = process.env.TEST_POSTGRES_URL ?? '';
  const database = `test_fleet_${randomUUID().slice(0, 8)}`;
  const schemas = subgraphs.map(({ name }) => ({ schema: schemaName(name), ownerPassword: PASSWORD, appPassword: PASSWORD }));
  const observed: Observed = { calls: [], statements: [] };
  const fleet = await bootSubgraphs({
    subgraphs,
    databases: await provisionDatabase({ adminUrl, database, schemas }),
    env: { NODE_ENV: 'test', SERVICE_SECRET: SECRET, KEY_ENCRYPTION_SECRET: SECRET, DATABASE_POOL_SIZE: '5' },
    logLevel: 'silent',
    onQuery: (subgraph, sql) => observed.statements.push({ subgraph, sql: sql.replace(/^\[query\] /, '') }),
  });
  const gateway = await createGateway({
    config: loadConfig(gatewayConfig, { NODE_ENV: 'test', PORT: '0', SERVICE_SECRET: SECRET }),
    call: (subgraph, request) => {
      observed.calls.push({ subgraph, query: request.query });
      return fleet.call(subgraph, request);
    },
    keys: async () => (await keysRoute(fleet)) as never,
    facts: fleet.facts,
    log: createLogger({ service: 'gateway', level: 'silent' }),
  });
  return {
    url: gateway.url,
    fleet,
    gateway,
    async observe(work) {
      await Promise.all(fleet.all().map((subgraph) => subgraph.rest()));
      observed.calls.length = 0;
      observed.statements.length = 0;
      await work();
      return { calls: [...observed.calls], statements: [...observed.statements] };
    },
    async stop() {
      await gateway.stop();
      await fleet.stop();
    },
  };
}

async function keysRoute(fleet: SubgraphFleet): Promise<unknown> {
  for (const { routes, services } of fleet.all()) {
    const route = routes.find(({ path }) => path.endsWith('jwks.json'));
    if (route) return (await route.handle(services)).body;
  }
  throw new Error('No subgraph publishes keys');
}
