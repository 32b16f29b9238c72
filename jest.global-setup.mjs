import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisUnavailableError, startPostgres, startRedis } from './infra/dist/index.js';

/** One entry a server of the run; a variable that is given names another server instead. */
const SERVERS = [
  { variable: 'TEST_POSTGRES_URL', find: 'findPostgres', start: (options) => startPostgres({ ...options, maxConnections: 300 }) },
  { variable: 'TEST_REDIS_URL', find: 'findRedis', start: (options) => startRedis({ ...options, server: process.env.REDIS_SERVER }) },
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
 * Real servers for the whole run, on free ports, in folders of their own. Where no Redis can be had, the suites that need one
 * are skipped and the teardown says so; in CI that is a failure.
 */
export default async function setup() {
  const wanted = SERVERS.filter(({ variable }) => !process.env[variable]);
  const servers = await Promise.all(wanted.map(async (server) => ({ ...server, dataDir: await mkdtemp(join(tmpdir(), 'innoerp-test-')) })));
  const run = { undos: [], withoutRedis: null, dismissGuard: guard(servers) };
  globalThis.__testServers = run;
  const started = await Promise.allSettled(servers.map((server) => start(server, run)));
  const failure = started.find(({ status }) => status === 'rejected');
  if (!failure) return;
  await Promise.all(run.undos.map((undo) => undo()));
  run.dismissGuard();
  throw failure.reason;
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
    server = await start({ dataDir, durable: false });
    process.env[variable] = server.url;
  } catch (error) {
    if (!(error instanceof RedisUnavailableError) || process.env.CI === 'true') throw error;
    run.withoutRedis = error.message;
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
