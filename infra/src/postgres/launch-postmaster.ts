import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortTakenError, PostgresStartError } from '../infra.errors.js';
import { identify } from '../process-identity.js';
import type { DataDir } from './data-dir.js';
import type { NativeBinaries } from './native-binaries.js';
import { answersFor, type Postmaster, readPidFile } from './postmaster.js';
import { serverEnvironment } from './server-environment.js';
import { stopPostmaster } from './stop-postmaster.js';

const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** Recovery after a crash may take minutes on much data. */
const PATIENCE_MS = 5 * 60_000;

export interface LaunchSettings {
  port: number;
  durable: boolean;
  maxConnections?: number;
}

/** The rest of a killed server still holds the data for a moment: trying again helps. */
export class LeftoversInTheWay extends Error {}

/** Starts a server that outlives this process, and waits until it answers. When that fails, nothing is left running. */
export async function launchPostmaster(
  dir: DataDir,
  binaries: NativeBinaries,
  password: string,
  settings: LaunchSettings,
): Promise<Postmaster> {
  const log = await openLog(dir.logFile);
  try {
    const { size } = await log.stat();
    const child = spawnServer(dir, binaries, settings, log);
    await once(child, 'spawn');
    const postmaster = { process: identify(child.pid!), port: settings.port };
    const answers = async () => (await isReady(dir.cluster, child)) && (await answersFor(dir.cluster, settings.port, password));
    const isUp = await waitUntilUp(child, answers).catch(async (error: unknown) => {
      await stopPostmaster(postmaster.process);
      throw error;
    });
    if (!isUp) throw explain(await tail(log, size), settings.port);
    return postmaster;
  } finally {
    await log.close();
  }
}

function spawnServer(dir: DataDir, binaries: NativeBinaries, settings: LaunchSettings, log: FileHandle): ChildProcess {
  const child = spawn(binaries.postgres, ['-D', dir.cluster, ...serverFlags(settings)], {
    ...dir.user,
    // Its own session: Ctrl-C in our terminal must not stop the server before its clients.
    detached: true,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  return child;
}

function serverFlags({ port, durable, maxConnections }: LaunchSettings): string[] {
  const flags = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    lc_messages: 'C',
    ...(maxConnections && { max_connections: maxConnections }),
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** False when the server gave up by itself. */
async function waitUntilUp(child: ChildProcess, answers: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  while (child.exitCode === null && child.signalCode === null) {
    if (await answers()) return true;
    if (Date.now() > deadline) throw new PostgresStartError(`PostgreSQL did not answer within ${PATIENCE_MS / 1000} seconds`);
    await sleep(10);
  }
  return false;
}

/** Asked before the port is tried: until our server says so, another program may be the one that answers there. */
async function isReady(cluster: string, child: ChildProcess): Promise<boolean> {
  const found = await readPidFile(cluster);
  return found?.pid === child.pid && found?.isReady === true;
}

function explain(output: string, port: number): Error {
  if (/Address already in use/.test(output)) return new PortTakenError(port);
  if (/lock file .* already exists|pre-existing shared memory block/.test(output)) return new LeftoversInTheWay(output);
  return new PostgresStartError(`PostgreSQL did not start:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}

async function openLog(file: string): Promise<FileHandle> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(file, `${file}.1`);
  return open(file, 'a+', 0o600);
}

async function tail(log: FileHandle, from: number): Promise<string> {
  const { size } = await log.stat();
  const { buffer, bytesRead } = await log.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.toString('utf8', 0, bytesRead);
}
