// One candidate of `subgraph` in a process of its own; tells its port, and its CPU time (µs) whenever it is asked.
import { provisionDatabase } from '@supergraph/infra';
import { fixedFacts } from './fixed-facts.mjs';
import { fromMemory, ORGANIZATION, peopleResolver } from './subgraph-people.mjs';
import { fromRows, rowSchema, storePeople } from './subgraph-rows.mjs';

const [candidate, source] = process.argv.slice(2);
const guarded = candidate !== 'apollo';
const read = { memory: fromMemory, rows: fromRows }[source];
const start = { apollo: startApollo, ours: () => startOurs({ acceptUnsigned: true }), signed: () => startOurs({ acceptUnsigned: false }) };
const port = await start[candidate]();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system, rss: process.memoryUsage.rss() });
});
process.send({ port });

/** A database of its own within the bench's server, with the people in it. */
async function ownDatabase() {
  const database = `bench_${candidate}_${source}`;
  const schemas = [{ schema: 'people', ownerPassword: 'bench', appPassword: 'bench' }];
  const { people } = await provisionDatabase({ adminUrl: process.env.POSTGRES_URL, database, schemas });
  await storePeople({ ownerUrl: people.ownerUrl, guarded });
  return people;
}

/** As the documentation of both has it, and of MikroORM: an EntityManager of its own for each request. */
async function startApollo() {
  const { ApolloServer } = await import('@apollo/server');
  const { startStandaloneServer } = await import('@apollo/server/standalone');
  const { buildSchema } = await import('type-graphql');
  const schema = await buildSchema({ resolvers: [peopleResolver({ guarded, read })] });
  const orm = source === 'rows' ? await startOrm() : null;
  const context = async () => (orm ? { em: orm.em.fork() } : {});
  const { url } = await startStandaloneServer(new ApolloServer({ schema }), { context, listen: { host: '127.0.0.1', port: 0 } });
  return Number(new URL(url).port);
}

async function startOrm() {
  const { MikroORM } = await import('@mikro-orm/postgresql');
  const { appUrl } = await ownDatabase();
  return MikroORM.init({ clientUrl: appUrl, schema: 'people', entities: [rowSchema({ guarded })], forceUtcTimezone: true });
}

/** As `startSubgraph` puts it together. */
async function startOurs({ acceptUnsigned }) {
  const { memoryCache } = await import('@supergraph/kernel/cache');
  const { loadConfig, serviceConfig } = await import('@supergraph/kernel/config');
  const { inProcessEvents } = await import('@supergraph/kernel/events');
  const { createLogger } = await import('@supergraph/kernel/logger');
  const { memoryBroker } = await import('@supergraph/kernel/realtime');
  const { createSubgraph, listen } = await import('@supergraph/kernel/subgraph');
  const people = await ownDatabase();
  const subgraph = createSubgraph({
    name: 'people',
    config: serviceConfig,
    entities: [rowSchema({ guarded })],
    migrations: [],
    resolvers: [peopleResolver({ guarded, read })],
  });
  const secret = process.env.SERVICE_SECRET;
  const config = loadConfig(subgraph.config, {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: people.appUrl,
    MIGRATIONS_DATABASE_URL: people.ownerUrl,
    SERVICE_SECRET: secret,
  });
  const running = await subgraph.boot(config, {
    call: () => Promise.reject(new Error('There is no sibling')),
    probe: () => Promise.reject(new Error('There is no sibling')),
    events: inProcessEvents(),
    cache: memoryCache(),
    broker: memoryBroker(),
    facts: knownFacts(),
    log: createLogger({ service: 'people', level: 'warn' }),
    isAlone: true,
  });
  const server = await listen(running, { host: '127.0.0.1', port: 0, secret, acceptUnsigned });
  process.once('SIGTERM', async () => {
    await server.close();
    await running.stop();
    process.exit(0);
  });
  return server.server.address().port;
}

/** What the events of the owners would have told: one organization, which is served. */
function knownFacts() {
  const organization = {
    id: ORGANIZATION,
    slug: 'bench',
    hosts: [],
    status: 'ACTIVE',
    entitledUntil: null,
    entitledModules: null,
    modules: {},
  };
  return fixedFacts(organization);
}
