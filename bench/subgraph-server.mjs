// One candidate of `subgraph` in a process of its own; tells its port, and its CPU time (µs) whenever it is asked.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peopleResolver } from './subgraph-people.mjs';

const start = { apollo: startApollo, signed: () => startOurs({ acceptUnsigned: false }), ours: () => startOurs({ acceptUnsigned: true }) };
const port = await start[process.argv[2]]();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system, rss: process.memoryUsage.rss() });
});
process.send({ port });

/** As the documentation of both has it. */
async function startApollo() {
  const { ApolloServer } = await import('@apollo/server');
  const { startStandaloneServer } = await import('@apollo/server/standalone');
  const { buildSchema } = await import('type-graphql');
  const schema = await buildSchema({ resolvers: [peopleResolver({ guarded: false })] });
  const { url } = await startStandaloneServer(new ApolloServer({ schema }), { listen: { host: '127.0.0.1', port: 0 } });
  return Number(new URL(url).port);
}

/** As `startSubgraph` puts it together, on a database of its own. */
async function startOurs({ acceptUnsigned }) {
  const { provisionDatabase, startPostgres } = await import('@supergraph/infra');
  const { memoryCache } = await import('@supergraph/kernel/cache');
  const { loadConfig, serviceConfig } = await import('@supergraph/kernel/config');
  const { inProcessEvents } = await import('@supergraph/kernel/events');
  const { createLogger } = await import('@supergraph/kernel/logger');
  const { memoryBroker } = await import('@supergraph/kernel/realtime');
  const { createSubgraph, listen } = await import('@supergraph/kernel/subgraph');
  const folder = await mkdtemp(join(tmpdir(), 'bench-subgraph-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  const schemas = [{ schema: 'people', ownerPassword: 'bench', appPassword: 'bench' }];
  const { people } = await provisionDatabase({ adminUrl: postgres.url, database: 'bench', schemas });
  const { OwnRow } = await import('./subgraph-row.mjs');
  const subgraph = createSubgraph({
    name: 'people',
    config: serviceConfig,
    entities: [OwnRow],
    migrations: [],
    resolvers: [peopleResolver({ guarded: true })],
  });
  const secret = process.env.SERVICE_SECRET;
  const config = loadConfig(subgraph.config, {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: people.appUrl,
    MIGRATIONS_DATABASE_URL: people.ownerUrl,
    SERVICE_SECRET: secret,
  });
  const facts = {
    organization: async (id) => ({
      id,
      slug: 'bench',
      hosts: [],
      status: 'ACTIVE',
      entitledUntil: null,
      entitledModules: null,
      modules: {},
    }),
    organizationAt: async () => null,
    isSessionEnded: () => false,
    changedMember: () => undefined,
    onChange: () => () => {},
    lag: () => 0,
  };
  const running = await subgraph.boot(config, {
    call: () => Promise.reject(new Error('There is no sibling')),
    probe: () => Promise.reject(new Error('There is no sibling')),
    events: inProcessEvents(),
    cache: memoryCache(),
    broker: memoryBroker(),
    facts,
    log: createLogger({ service: 'people', level: 'info' }),
    isAlone: true,
  });
  const server = await listen(running, { host: '127.0.0.1', port: 0, secret, acceptUnsigned });
  process.once('SIGTERM', async () => {
    await server.close();
    await running.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  });
  return server.server.address().port;
}
