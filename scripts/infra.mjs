// The servers that the product needs, natively and without Docker, for people and for CI:
//   node scripts/infra.mjs [start|stop|status] [--data-dir <folder>] [--env] [--brokers 1|3]
// start: starts what does not run, prints what runs and the environment to use, and returns; the servers keep running.
//        With --env standard output holds export lines only: eval "$(npm run -s infra -- --env)"
//        With --brokers 3 Kafka is made of three brokers, of which one may fail; a data folder stays what it was made for.
// status: says what runs; exit code 0 when all do. stop: stops all, data stays.
// The folder is .data/infra, or what INFRA_DATA_DIR says. REDIS_SERVER names a Redis program to use.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findKafka, findPostgres, findRedis, InfraError, startKafka, startPostgres, startRedis } from '@supergraph/infra';

const { command, dataDir, isEnv, brokers } = readArguments();

/** One entry a server: how people and programs call it, and how it is started and found. */
const SERVERS = [
  { name: 'PostgreSQL', folder: 'postgres', variable: 'DATABASE_URL', start: startPostgres, find: findPostgres },
  {
    name: 'Redis',
    folder: 'redis',
    variable: 'REDIS_URL',
    start: startRedis,
    find: findRedis,
    options: { server: process.env.REDIS_SERVER },
  },
  { name: 'Kafka', folder: 'kafka', variable: 'KAFKA_BROKERS', start: startKafka, find: findKafka, options: { brokers } },
];

await { start, stop, status }[command]();

async function start() {
  const log = isEnv ? console.error : console.log;
  const results = await forAll(({ start, options }, folder) => start({ ...options, dataDir: folder, log }));
  const running = results.filter(({ value }) => value);
  const environment = running.map(({ server, value }) => `${server.variable}=${quoted(value.url)}`);
  if (isEnv) {
    for (const line of environment) console.log(`export ${line}`);
  } else if (running.length > 0) {
    console.log(`\nUse them with:\n\n${environment.map((line) => `  export ${line}`).join('\n')}\n`);
  }
  report(results);
}

async function status() {
  const results = await forAll(({ find }, folder) => find(folder));
  for (const { server, folder, value, error } of results) if (!error) console.log(line(server, folder, value));
  if (results.some(({ value }) => !value?.answers)) process.exitCode = 1;
  report(results);
}

async function stop() {
  const results = await forAll(async ({ find }, folder) => {
    const found = await find(folder);
    await found?.stop();
    return found;
  });
  for (const { server, folder, value } of results) {
    if (value)
      console.log(`${server.name} stopped (it was process ${(value.pids ?? [value.pid]).join(', ')}); its data stays in ${folder}`);
  }
  if (results.every(({ value, error }) => !value && !error)) console.log(`Nothing runs on ${dataDir}`);
  report(results);
}

/** All at once; what fails for one server does not keep the others from being tried. */
async function forAll(work) {
  const folders = SERVERS.map(({ folder }) => join(dataDir, folder));
  const settled = await Promise.allSettled(SERVERS.map((server, i) => work(server, folders[i])));
  return settled.map(({ value, reason }, i) => ({ server: SERVERS[i], folder: folders[i], value, error: reason }));
}

/** What failed, with its code; a fault of our own with its stack. */
function report(results) {
  for (const { server, error } of results) {
    if (!error) continue;
    console.error(`${server.name}: ${error instanceof InfraError ? `${error.message} [${error.code}]` : error.stack}`);
    process.exitCode = 1;
  }
}

function line({ name }, folder, found) {
  if (!found) return `${name} does not run; its data folder is ${folder}`;
  const { pid, pids = [pid], answers } = found;
  const runs = `runs as process ${pids.join(', ')}`;
  if (!answers) return `${name} ${runs}, but does not answer: it starts, recovers or stops; its data folder is ${folder}`;
  // The URLs of the others hold a password.
  const places = name === 'Kafka' ? answers.url : `127.0.0.1:${answers.port}`;
  return `${name} ${answers.version} ${runs} on ${places}; its data folder is ${folder}`;
}

/** For a shell, whatever the value holds. */
function quoted(value) {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function readArguments() {
  try {
    const options = { 'data-dir': { type: 'string' }, env: { type: 'boolean', default: false }, brokers: { type: 'string' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [command = 'start', ...rest] = positionals;
    if (rest.length > 0 || !['start', 'stop', 'status'].includes(command)) throw new Error(`Unknown command: ${positionals.join(' ')}`);
    if (!['1', '3', undefined].includes(values.brokers)) throw new Error(`Kafka has 1 or 3 brokers, not ${values.brokers}`);
    const dataDir = resolve(values['data-dir'] || process.env.INFRA_DATA_DIR || '.data/infra');
    return { command, dataDir, isEnv: values.env, brokers: values.brokers && Number(values.brokers) };
  } catch (error) {
    console.error(`${error.message}\nUsage: node scripts/infra.mjs [start|stop|status] [--data-dir <folder>] [--env] [--brokers 1|3]`);
    process.exit(2);
  }
}
