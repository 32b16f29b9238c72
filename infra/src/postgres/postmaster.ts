import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { IncompatibleDataDirError } from '../infra.errors.js';
import { identify, isAlive, type ProcessIdentity } from '../process-identity.js';
import type { ServerState } from '../server/running-server.js';

const INVALID_PASSWORD = '28P01';

/** What a server writes about itself into its data folder. */
export interface PidFile {
  pid: number;
  port: number;
  isReady: boolean;
}

/** Reads postmaster.pid; a server that is just starting has written it in part. */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const text = await readFile(pidFileOf(cluster), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const [pid = 0, port = 0] = [lines[0], lines[3]].map((line) => Number.parseInt(line ?? '', 10) || 0);
  return { pid, port, isReady: lines[7]?.trim() === 'ready' };
}

/** Looks at what runs on the data now, and changes nothing. */
export async function inspectPostmaster(cluster: string, password: string): Promise<ServerState> {
  const found = await readPidFile(cluster);
  if (!found) return { is: 'down' };
  const process = identify(found.pid);
  const ownership = await ownershipOf(cluster, process);
  if (ownership === 'not ours') return { is: 'down' };
  const version = found.isReady ? await versionOn(found.port, cluster, password) : undefined;
  if (version !== undefined) return { is: 'answering', server: { process, port: found.port, version } };
  return { is: 'busy', process, isProven: ownership === 'ours' };
}

/**
 * Clears away the pid file of a killed server: PostgreSQL itself would refuse to start for a zombie, or for another
 * program that got the pid. Call it while holding the start lock.
 */
export async function clearStalePidFile(cluster: string): Promise<void> {
  const found = await readPidFile(cluster);
  if (!found || (await ownershipOf(cluster, identify(found.pid))) !== 'not ours') return;
  await rm(pidFileOf(cluster), { force: true });
}

/** The version of the server on that port, when it is the one of this data folder and lets us in. */
export async function versionOn(port: number, cluster: string, password: string): Promise<string | undefined> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string; version: string }>(
      `SELECT current_setting('data_directory') AS dir, current_setting('server_version') AS version`,
    );
    return rows[0]?.dir === cluster ? rows[0].version : undefined;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INVALID_PASSWORD) {
      throw new IncompatibleDataDirError(cluster, `the server on port ${port} refuses the remembered password`);
    }
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

/** A postmaster works in its data folder; not every system lets us see where a process of another user works. */
async function ownershipOf(cluster: string, identity: ProcessIdentity): Promise<'ours' | 'perhaps' | 'not ours'> {
  if (identity.pid <= 0 || !isAlive(identity)) return 'not ours';
  const workingDir = await readlink(`/proc/${identity.pid}/cwd`).catch(() => undefined);
  if (workingDir === undefined) return 'perhaps';
  return workingDir === cluster ? 'ours' : 'not ours';
}
