// Runs the distributed set-up without containers: the gateway and every subgraph of supergraph.yaml as processes of
// their own. DATABASE_URL names a PostgreSQL superuser, REDIS_URL a Redis and KAFKA_BROKERS a Kafka; without them servers are
// started, as `npm run infra` starts them. Where no Redis can be had, each process keeps to itself what replicas would share;
// where no Kafka, events stay in the log of the subgraph that they come from.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  KafkaUnavailableError,
  keepSecrets,
  provisionDatabase,
  RedisUnavailableError,
  startKafka,
  startPostgres,
  startRedis,
} from '@supergraph/infra';
import { schemaName } from '@supergraph/kernel/subgraph';
import { parse } from 'yaml';

const HOST = '127.0.0.1';
const PATIENCE = 60_000;
/** Megabytes for what is young in the heap: many large answers are on their way through a gateway at once. */
const FLAGS = { gateway: ['--max-semi-space-size=64', '--min-semi-space-size=64'] };
const basePort = Number(process.env.PORT ?? 4000);
const dataDir = process.env.DATA_DIR ?? '.data/distributed';

const { subgraphs } = parse(await readFile('supergraph.yaml', 'utf8'));
const names = Object.keys(subgraphs);
const portOf = (name) => basePort + 1 + names.indexOf(name);
const urls = names.map((name) => `${name}=http://${HOST}:${portOf(name)}/graphql`).join(',');

const servers = [];
const children = [];
let isStopping = false;
/** What has to be over before it can be undone. */
let atHand = Promise.resolve();
// Before anything is started: whoever loses patience meanwhile leaves nothing behind.
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
const [databaseUrl, redisUrl, kafkaBrokers] = await going(
  allOrNone([
    process.env.DATABASE_URL || start(startPostgres, { dataDir: `${dataDir}/postgres` }),
    process.env.REDIS_URL || start(startRedis, { dataDir: `${dataDir}/redis`, server: process.env.REDIS_SERVER }).catch(goOnWithout),
    process.env.KAFKA_BROKERS || start(startKafka, { dataDir: `${dataDir}/kafka`, log: console.log }).catch(goOnWithout),
  ]),
);
const { secrets } = await going(
  keepSecrets(`${dataDir}/secrets.json`, {
    DATABASE_PASSWORD: 32,
    SERVICE_SECRET: 32,
    KEY_ENCRYPTION_SECRET: 32,
    SUPER_ADMIN_PASSWORD: 15,
  }),
);
const password = process.env.DATABASE_PASSWORD ?? secrets.DATABASE_PASSWORD;
const databases = await going(
  provisionDatabase({
    adminUrl: databaseUrl,
    database: process.env.DATABASE_NAME ?? 'innoerp_distributed',
    schemas: names.map((name) => ({ schema: schemaName(name), ownerPassword: password, appPassword: password })),
  }),
);

const shared = {
  SUPER_ADMIN_EMAIL: 'admin@innoerp.example',
  ...secrets,
  FACTS_SOURCES: 'tenant,module-registry,auth,user',
  ...process.env,
  ...(redisUrl && { REDIS_URL: redisUrl }),
  ...(kafkaBrokers && { KAFKA_BROKERS: kafkaBrokers }),
  HOST,
  SUBGRAPH_URLS: urls,
  JWKS_URL: `http://${HOST}:${portOf('auth')}/.well-known/jwks.json`,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
};
for (const name of names) {
  const { appUrl, ownerUrl } = databases[schemaName(name)];
  run(`subgraphs/${name}`, { PORT: String(portOf(name)), DATABASE_URL: appUrl, MIGRATIONS_DATABASE_URL: ownerUrl });
}
try {
  for (const name of names) await untilReady(`http://${HOST}:${portOf(name)}/health/ready`);
  run('gateway', { PORT: String(basePort), DATABASE_URL: '' });
  await untilReady(`http://${HOST}:${basePort}/health/ready`);
  console.log(
    `${children.length} processes are ready.\n\n  GraphQL     http://${HOST}:${basePort}/graphql\n  Playground  http://${HOST}:${basePort}/playground\n`,
  );
} catch (error) {
  console.error(error.message);
  await stop();
}

/** Waits for a step, and goes on unless everything is being stopped by then. */
async function going(step) {
  atHand = Promise.allSettled([step]);
  const [settled] = await atHand;
  if (isStopping) await new Promise(() => {});
  if (settled.status === 'fulfilled') return settled.value;
  console.error(settled.reason);
  process.exitCode = 1;
  return stop();
}

/** Where one server fails, the others are not left running. */
async function allOrNone(starts) {
  const settled = await Promise.allSettled(starts);
  const failure = settled.find(({ status }) => status === 'rejected');
  if (!failure) return settled.map(({ value }) => value);
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  throw failure.reason;
}

/** Gives its URL. */
async function start(startServer, options) {
  const server = await startServer(options);
  servers.push(server);
  return server.url;
}

function goOnWithout(error) {
  if (!(error instanceof RedisUnavailableError || error instanceof KafkaUnavailableError)) throw error;
  console.warn(error.message);
}

function run(folder, env) {
  const child = spawn(process.execPath, [...(FLAGS[folder] ?? []), `${folder}/dist/main.js`], {
    env: { ...shared, ...env },
    stdio: 'inherit',
  });
  children.push(child);
  child.on('exit', (code) => {
    if (isStopping) return;
    console.error(`${folder} ended with ${code}`);
    process.exitCode = 1;
    stop();
  });
}

async function untilReady(url) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (isStopping || Date.now() > deadline) throw new Error(`${url} did not become ready`);
    await sleep(100);
  }
}

async function stop() {
  if (isStopping) return;
  isStopping = true;
  await atHand;
  const living = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(living.map((child) => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGTERM'))));
  await Promise.all(servers.map((server) => server.stop()));
  process.exit();
}
