import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RedisStartError } from '../infra.errors.js';
import { waitForLock } from '../process-lock.js';
import { adoptOrLaunch } from '../server/adopt-or-launch.js';
import { type DataDir, ensureData, findDataDir, makeDataDir, openDataDir } from '../server/data-dir.js';
import { launchOnPort } from '../server/launch-on-port.js';
import { readNote, writeNote } from '../server/notes.js';
import { REDIS } from '../server/product.js';
import {
  type FoundServer,
  foundServer,
  type LiveServer,
  type RunningServer,
  runningServer,
  type ServerManners,
} from '../server/running-server.js';
import { findRedisBinary } from './find-redis.js';
import { launchRedis } from './launch-redis.js';
import { inspectRedis } from './redis-process.js';
import { stopRedis } from './stop-redis.js';

const PASSWORD = 'password';
const PATIENCE_MS = 10 * 60_000;

export interface RedisOptions {
  /** A folder of its own; it is made when it is missing. */
  dataDir: string;
  /** 0 or absent: the port of last time, at first any free one. A server that already runs keeps the port it has. */
  port?: number;
  /** False keeps nothing over a stop: for tests. True loses at most a second when the machine crashes. */
  durable?: boolean;
  log?: (line: string) => void;
  /** Above it, writes are refused. Absent: no limit. A server that already runs keeps the limit it has. */
  maxMemoryMb?: number;
  /** The program to use and no other (the setting REDIS_SERVER), by its path or its name on PATH. */
  server?: string;
}

export type RunningRedis = RunningServer;

interface Start {
  options: RedisOptions;
  dir: DataDir;
  password: string;
}

/**
 * Gives a running Redis on the data folder: the one that runs there, or else a new one. It outlives this process
 * unless `stop` is called. Any number of processes may ask at once; one starts it and the others adopt it.
 */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const root = await makeDataDir(options.dataDir);
  // Whoever else starts this server now is soon done, a download included.
  const lock = await waitForLock(join(root, 'start.lock'), PATIENCE_MS);
  try {
    const dir = await openDataDir(root, REDIS, options.log ?? (() => undefined));
    await ensureData(dir);
    return await run({ options, dir, password: await ensurePassword(dir) });
  } finally {
    lock.release();
  }
}

/** The Redis that runs on the data folder now, if there is one; nothing is changed. */
export async function findRedis(dataDir: string): Promise<FoundServer | undefined> {
  const dir = await findDataDir(dataDir, REDIS);
  if (!dir) return undefined;
  const password = (await readNote(dir.root, PASSWORD)) ?? '';
  return foundServer(await inspectRedis(dir, password), manners(password));
}

async function run(start: Start): Promise<RunningRedis> {
  const { dir, password, options } = start;
  const found = await adoptOrLaunch({
    inspect: () => inspectRedis(dir, password),
    launch: () => launch(start),
    waiting: (pid) => options.log?.(`Redis runs as process ${pid} but does not answer yet; waiting for it`),
  });
  if (!found) throw new RedisStartError(`The data folder ${dir.root} is held by a Redis that does not answer`);
  const [server, adopted] = found;
  const { port, process } = server;
  options.log?.(`Redis ${adopted ? 'already runs' : 'runs'} on 127.0.0.1:${port} as process ${process.pid}, data in ${dir.home}`);
  return runningServer(server, adopted, manners(password));
}

async function launch({ options, dir, password }: Start): Promise<LiveServer> {
  const { durable = true, maxMemoryMb, port: wished, server, log } = options;
  const binary = await findRedisBinary({ server, user: dir.user, log });
  return launchOnPort({ product: REDIS, root: dir.root, wished }, (port) =>
    launchRedis(dir, binary, password, { port, durable, maxMemoryMb }),
  );
}

/** It guards the running server, not the data: a lost one is simply made anew for the next start. */
async function ensurePassword({ root }: DataDir): Promise<string> {
  const kept = await readNote(root, PASSWORD);
  if (kept) return kept;
  const password = randomBytes(24).toString('hex');
  await writeNote(root, PASSWORD, password);
  return password;
}

const manners = (password: string): ServerManners => ({
  url: (port) => `redis://:${password}@127.0.0.1:${port}`,
  stop: stopRedis,
});
