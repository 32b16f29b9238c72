import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyRunningError, PortTakenError, PostgresStartError } from '../infra.errors.js';
import { acquireLock, type ProcessLock } from '../process-lock.js';
import { type DataDir, makeDataDir, openDataDir, readNote, writeNote } from './data-dir.js';
import { freePort } from './free-port.js';
import { ensureCluster } from './init-cluster.js';
import { LeftoversInTheWay, launchPostmaster } from './launch-postmaster.js';
import { findNativePackage, type NativeBinaries, prepareBinaries } from './native-binaries.js';
import { inspectPostmaster, type Postmaster } from './postmaster.js';
import { stopPostmaster } from './stop-postmaster.js';

const TRIES = 20;
const PAUSE_MS = 300;
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

export interface RunningPostgres {
  /** As superuser, on 127.0.0.1. Holds the password: never log it. */
  url: string;
  port: number;
  pid: number;
  /** It ran already, left by a process that is gone or shared with one that still runs. */
  adopted: boolean;
  /** Shuts the server down, adopted or not, and resolves when it is gone. */
  stop(): Promise<void>;
}

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
  const lock = await waitForLock(join(root, 'start.lock'));
  try {
    const dir = await openDataDir(root, options.log ?? (() => undefined));
    const binaries = await prepareBinaries(nativePackage, dir.user);
    const password = await ensureCluster(dir, binaries, options.durable ?? true);
    return await adoptOrLaunch({ options, dir, binaries, password });
  } finally {
    lock.release();
  }
}

async function adoptOrLaunch(start: Start): Promise<RunningPostgres> {
  const { dir, password } = start;
  const deadline = Date.now() + PATIENCE_MS;
  for (let failures = 0; failures < TRIES && Date.now() < deadline; ) {
    const state = await inspectPostmaster(dir.cluster, password);
    if (state.is === 'answering') return running(start, state.postmaster, true);
    try {
      if (state.is === 'down') return running(start, await launch(start), false);
    } catch (error) {
      if (!(error instanceof LeftoversInTheWay)) throw error;
      failures += 1;
    }
    await sleep(PAUSE_MS);
  }
  throw new PostgresStartError(`The data folder ${dir.root} is held by a PostgreSQL that does not answer`);
}

async function launch({ options, dir, binaries, password }: Start): Promise<Postmaster> {
  const remembered = Number(await readNote(dir.root, 'port')) || 0;
  const wished = options.port || remembered;
  const port = wished || (await freePort());
  const settings = { port, durable: options.durable ?? true, maxConnections: options.maxConnections };
  const postmaster = await launchPostmaster(dir, binaries, password, settings).catch((error: unknown) => {
    if (!(error instanceof PortTakenError)) throw error;
    // Somebody took it since we looked.
    if (!wished) throw new LeftoversInTheWay(error.message);
    throw options.port ? error : new PortTakenError(port, `. Remove ${join(dir.root, 'port')} to be given another one`);
  });
  if (port !== remembered) await writeNote(dir.root, 'port', String(port));
  return postmaster;
}

function running({ options, password, dir }: Start, { process, port }: Postmaster, adopted: boolean): RunningPostgres {
  options.log?.(`PostgreSQL ${adopted ? 'already runs' : 'runs'} on 127.0.0.1:${port} as process ${process.pid}, data in ${dir.home}`);
  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: process.pid,
    adopted,
    stop: () => {
      stopped ??= stopPostmaster(process);
      return stopped;
    },
  };
}

/** Whoever else starts this server now is soon done. */
async function waitForLock(file: string): Promise<ProcessLock> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await acquireLock(file);
    } catch (error) {
      if (!(error instanceof AlreadyRunningError) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
