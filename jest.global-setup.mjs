import { spawn } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaUnavailableError, RedisUnavailableError, startKafka, startPostgres, startRedis } from './infra/dist/index.js';

/** One entry a server of the run; a variable that is given names another server instead. */
const SERVERS = [
  { variable: 'TEST_POSTGRES_URL', find: 'findPostgres', start: (options) => startPostgres({ ...options, maxConnections: 300 }) },
  { variable: 'TEST_REDIS_URL', find: 'findRedis', start: (options) => startRedis({ ...options, server: process.env.REDIS_SERVER }) },
  { variable: 'TEST_KAFKA_BROKERS', find: 'findKafka', start: startKafka, isOnDemand: true },
];

/** What cleans up after a run that was killed: find, stop and remove, for each server. */
const CLEAN_UP = `
import { rm } from 'node:fs/promises';
import * as infra from ${JSON.stringify(new URL('./infra/dist/index.js', import.meta.url).href)};
await Promise.all(JSON.parse(process.argv[1]).map(async ({ find, dataDir }) => {
  await (await infra[find](dataDir))?.stop();
  await rm(dataDir, { recursive: true, force: true });
}));`;

/**
 * Real servers for the whole run, on free ports, in folders of their own; Kafka only for a run with a suite that asks for it.
 * Where no Redis or no Kafka can be had, the suites that need one are skipped and jest.global-skip-report.mjs says so; in CI that is a
 * failure.
 */
export default async function setup(globalConfig, projectConfig) {
  const wanted = [];
  for (const server of SERVERS.filter(({ variable }) => !process.env[variable])) {
    if (server.isOnDemand && !(await isNamed(server.variable, globalConfig, projectConfig))) continue;
    wanted.push({ ...server, dataDir: await mkdtemp(join(tmpdir(), 'innoerp-test-')) });
  }
  const run = { undos: [], missing: {}, dismissGuard: guard(wanted) };
  globalThis.__testServers = run;
  const started = await Promise.allSettled(wanted.map((server) => start(server, run)));
  const failure = started.find(({ status }) => status === 'rejected');
  if (!failure) return;
  await Promise.all(run.undos.map((undo) => undo()));
  run.dismissGuard();
  throw failure.reason;
}

/** Whether a test file of this run names the variable: it is how a suite asks for a server (see infra/README.md). */
async function isNamed(variable, { testPathPatterns }, { rootDir, testMatch }) {
  const isInRun = testPathPatterns.toExecutor({ rootDir });
  for await (const file of glob(testMatch, { exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) })) {
    if (isInRun.isMatch(file) && (await readFile(file, 'utf8')).includes(variable)) return true;
  }
  return false;
}

/** What is installed or fetched, once, takes its time; that a server runs is no news. */
function tellOfFetching(line) {
  if (line.includes(', once')) console.error(line);
}

async function start({ variable, dataDir, start }, run) {
  let server;
  run.undos.push(async () => {
    // A run in watch mode is followed by another one in this process.
    delete process.env[variable];
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  try {
    server = await start({ dataDir, durable: false, log: tellOfFetching });
    process.env[variable] = server.url;
  } catch (error) {
    const isMissing = error instanceof RedisUnavailableError || error instanceof KafkaUnavailableError;
    if (!isMissing || process.env.CI === 'true') throw error;
    run.missing[variable] = error.message;
  }
}

/** A shell that waits for a word from us. Where we end without one, by Ctrl-C or a kill, it sees to it that the servers do too. */
function guard(servers) {
  const folders = JSON.stringify(servers.map(({ find, dataDir }) => ({ find, dataDir })));
  const command = 'read -r word || exec "$0" --input-type=module -e "$1" "$2"';
  const shell = spawn('/bin/sh', ['-c', command, process.execPath, CLEAN_UP, folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A guard that is gone already cannot be dismissed, and need not be.
  shell.stdin.on('error', () => undefined);
  shell.unref();
  shell.stdin.unref();
  return () => shell.stdin.end('done\n');
}
