// What the cache is worth: the same operations of a subgraph without it, with it in this process, and with it in Redis, with and
// without what the process keeps near. Each candidate is a process's worth of the same subgraph on the same database.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { provisionDatabase, startPostgres, startRedis } from '@supergraph/infra';
import { connectRedis, memoryCache, memoryLeases, redisLeases, sharedCache } from '@supergraph/kernel/cache';
import { loadConfig } from '@supergraph/kernel/config';
import { inProcessEvents } from '@supergraph/kernel/events';
import { createLogger } from '@supergraph/kernel/logger';
import { memoryBroker } from '@supergraph/kernel/realtime';
import { schemaName } from '@supergraph/kernel/subgraph';
import { subgraphs } from '@supergraph/standalone';
import { inTurns, print } from './measure.mjs';

const folder = await mkdtemp(join(tmpdir(), 'bench-cache-'));
const log = createLogger({ service: 'bench', level: 'silent' });
const closing = [() => rm(folder, { recursive: true, force: true })];

try {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  closing.push(() => postgres.stop());
  const redis = await startRedis({ dataDir: join(folder, 'redis'), durable: false });
  closing.push(() => redis.stop());
  const databases = await provision(postgres.url);
  const name = 'module-registry';
  const far = redisLeases({ redis: connectRedis(redis.url, log), name, log });
  const near = sharedCache({ url: redis.url, name, log });
  closing.push(
    () => far.close(),
    () => near.close(),
  );
  await sleep(500);
  const processes = {
    'no cache': await boot(name, databases, { CACHE: 'off' }),
    'in this process': await boot(name, databases, {}, { store: memoryLeases() }),
    'in Redis': await boot(name, databases, {}, { store: far }),
    'in Redis, kept near': await boot(name, databases, {}, near),
  };
  const organizationId = randomUUID();
  await fill(processes['no cache'], organizationId);
  for (const [title, operation] of Object.entries(operationsOf(organizationId))) {
    const candidates = Object.entries(processes).map(([candidate, subgraph]) => [candidate, () => run(subgraph, operation)]);
    print(title, await inTurns(Object.fromEntries(candidates), { rounds: 5, turns: 300, concurrency: 8 }));
  }
  console.log('\nAfter a change (each read misses):\n');
  const [title, operation] = Object.entries(operationsOf(organizationId))[0];
  const afterChange = (subgraph, store) => async () => {
    await store?.drop({ keys: [], tags: ['{platform}:#modules:registry'] });
    return run(subgraph, operation);
  };
  print(
    title,
    await inTurns(
      {
        'no cache': () => run(processes['no cache'], operation),
        'in Redis, missed': afterChange(processes['in Redis'], far),
      },
      { rounds: 3, turns: 200 },
    ),
  );
} finally {
  for (const close of closing.toReversed()) await close();
}

function operationsOf(organizationId) {
  const reference = { of: [{ __typename: 'Organization', id: organizationId }] };
  return {
    'the registry, 100 modules': { query: '{ modules(first: 100) { totalCount nodes { key name status category revision } } }' },
    'one module with its schema': { query: '{ moduleByKey(key: "crm") { name latest { version configSchema defaultConfig } } }' },
    'the industry templates with their modules': {
      query: '{ industryTemplates { code name current { items { required module { key name } } } } }',
    },
    "an organization's modules": {
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization {
        modules(first: 20) { nodes { enabled module { key name } version { version } } } } } }`,
      variables: reference,
      identity: memberOf(organizationId),
    },
  };
}

async function provision(adminUrl) {
  const schemas = subgraphs.map(({ name }) => ({ schema: schemaName(name), ownerPassword: 'bench', appPassword: 'bench' }));
  return provisionDatabase({ adminUrl, database: 'bench', schemas });
}

async function boot(name, databases, env, shared) {
  const subgraph = subgraphs.find((one) => one.name === name);
  const { appUrl, ownerUrl } = databases[schemaName(name)];
  const config = loadConfig(subgraph.config, {
    NODE_ENV: 'test',
    PORT: '0',
    SERVICE_SECRET: randomUUID(),
    DATABASE_URL: appUrl,
    MIGRATIONS_DATABASE_URL: ownerUrl,
    ...env,
  });
  const running = await subgraph.boot(config, {
    call: () => Promise.reject(new Error('no sibling is needed')),
    probe: async () => ({ status: 'up', checks: [] }),
    events: inProcessEvents(),
    cache: memoryCache(),
    broker: memoryBroker(),
    facts: inService(),
    log,
    ...(shared ? { shared } : {}),
  });
  closing.push(() => running.stop());
  return running;
}

/** Every organization is in service. */
function inService() {
  const organization = async (id) => ({
    id,
    slug: '',
    hosts: [],
    status: 'ACTIVE',
    requestsPerMinute: null,
    entitledUntil: null,
    entitledModules: null,
    modules: {},
  });
  return {
    organization,
    organizationAt: async () => null,
    isSessionEnded: () => false,
    changedMember: () => undefined,
    onChange: () => () => {},
    lag: () => 0,
  };
}

async function fill(subgraph, organizationId) {
  const staff = { ...memberOf(null), scopes: ['platform:modules:write'] };
  const register = 'mutation ($input: ModuleRegisterInput!) { moduleRegister(input: $input) { userErrors { code } } }';
  for (let index = 0; index < 90; index += 1)
    await run(subgraph, {
      query: register,
      variables: { input: { key: `bench-${index}`, name: `Bench ${index}`, category: 'ADDON' } },
      identity: staff,
    });
  const assign = 'mutation ($input: OrganizationModuleAssignInput!) { organizationModuleAssign(input: $input) { userErrors { code } } }';
  for (const moduleKey of ['crm', 'inventory', 'finance', 'contact', 'products'])
    await run(subgraph, { query: assign, variables: { input: { organizationId, moduleKey } }, identity: memberOf(organizationId) });
}

function memberOf(organizationId) {
  return {
    kind: 'user',
    subject: randomUUID(),
    organizationId,
    scopes: ['org:modules:read', 'org:modules:write'],
    sessionId: randomUUID(),
  };
}

async function run(subgraph, { query, variables, identity = memberOf(null) }) {
  const answer = await subgraph.handle({ query, variables, identity, requestId: randomUUID() });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer;
}
