import { join } from 'node:path';
import { PostgresStartError } from '../infra.errors.js';
import { waitForLock } from '../process-lock.js';
import { adoptOrLaunch } from '../server/adopt-or-launch.js';
import { type DataDir, findDataDir, makeDataDir, openDataDir } from '../server/data-dir.js';
import { launchOnPort } from '../server/launch-on-port.js';
import { readNote } from '../server/notes.js';
import { POSTGRES } from '../server/product.js';
import {
  type FoundServer,
  foundServer,
  type LiveServer,
  type RunningServer,
  runningServer,
  type ServerManners,
} from '../server/running-server.js';
import { ensureCluster, PASSWORD } from './init-cluster.js';
import { launchPostmaster } from './launch-postmaster.js';
import { findNativePackage, type NativeBinaries, prepareBinaries } from './native-binaries.js';
import { clearStalePidFile, inspectPostmaster } from './postmaster.js';
import { stopPostmaster } from './stop-postmaster.js';

const PATIENCE_MS = 5 * 60_000;

export interface PostgresOptions {
  /** A folder of its own; it is made when it is missing. */
  dataDir: string;
  /** 0 or absent: the port of last time, at first any free one. A server that already runs keeps the port it has. */
  port?: number;
  /** False gives up safety against a crash of the machine for speed: for tests. */
  durable?: boolean;
  log?: (line: string) => void;
  maxConnections?: number;
}

/** Its `url` is the superuser's. */
export type RunningPostgres = RunningServer;

interface Start {
  options: PostgresOptions;
  dir: DataDir;
  binaries: NativeBinaries;
  password: string;
}

/**
 * Gives a running PostgreSQL on the data folder: the one that runs there, or else a new one. It outlives this process
 * unless `stop` is called. Any number of processes may ask at once; one starts it and the others adopt it.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const nativePackage = await findNativePackage();
  const root = await makeDataDir(options.dataDir);
  // Whoever else starts this server now is soon done.
  const lock = await waitForLock(join(root, 'start.lock'), PATIENCE_MS);
  try {
    const dir = await openDataDir(root, POSTGRES, options.log ?? (() => undefined));
    const binaries = await prepareBinaries(nativePackage, dir.user);
    const password = await ensureCluster(dir, binaries, options.durable ?? true);
    return await run({ options, dir, binaries, password });
  } finally {
    lock.release();
  }
}

/** The PostgreSQL that runs on the data folder now, if there is one; nothing is changed. */
export async function findPostgres(dataDir: string): Promise<FoundServer | undefined> {
  const dir = await findDataDir(dataDir, POSTGRES);
  if (!dir) return undefined;
  const password = (await readNote(dir.root, PASSWORD)) ?? '';
  return foundServer(await inspectPostmaster(dir.data, password), manners(password));
}

async function run(start: Start): Promise<RunningPostgres> {
  const { dir, password, options } = start;
  const found = await adoptOrLaunch({
    inspect: () => inspectPostmaster(dir.data, password),
    launch: () => launch(start),
    waiting: (pid) => options.log?.(`PostgreSQL runs as process ${pid} but does not answer yet; waiting for it`),
  });
  if (!found) throw new PostgresStartError(`The data folder ${dir.root} is held by a PostgreSQL that does not answer`);
  const [server, adopted] = found;
  const { port, process } = server;
  options.log?.(`PostgreSQL ${adopted ? 'already runs' : 'runs'} on 127.0.0.1:${port} as process ${process.pid}, data in ${dir.home}`);
  return runningServer(server, adopted, manners(password));
}

async function launch({ options, dir, binaries, password }: Start): Promise<LiveServer> {
  const { durable = true, maxConnections, port: wished } = options;
  await clearStalePidFile(dir.data);
  return launchOnPort({ product: POSTGRES, root: dir.root, wished }, (port) =>
    launchPostmaster(dir, binaries, password, { port, durable, maxConnections }),
  );
}

const manners = (password: string): ServerManners => ({
  url: (port) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
  stop: stopPostmaster,
});
