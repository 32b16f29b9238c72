import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { IncompatibleDataDirError } from '../infra.errors.js';
import { identify, isAlive, type ProcessIdentity } from '../process-identity.js';

const INVALID_PASSWORD = '28P01';

/** The server process of one data folder. */
export interface Postmaster {
  process: ProcessIdentity;
  port: number;
}

/** `busy`: it runs and does not answer, so it is starting, recovering or stopping. */
export type PostmasterState = { is: 'down' } | { is: 'busy' } | { is: 'answering'; postmaster: Postmaster };

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

/** Looks at what runs on the data now, and clears away what a killed server left in the way of the next. */
export async function inspectPostmaster(cluster: string, password: string): Promise<PostmasterState> {
  const found = await readPidFile(cluster);
  if (!found) return { is: 'down' };
  const identity = identify(found.pid);
  if (!(await isPostmasterOf(cluster, identity))) {
    // PostgreSQL itself would refuse to start for a zombie, or for another program that got the pid.
    await rm(pidFileOf(cluster), { force: true });
    return { is: 'down' };
  }
  const answers = found.isReady && (await answersFor(cluster, found.port, password));
  return answers ? { is: 'answering', postmaster: { process: identity, port: found.port } } : { is: 'busy' };
}

/** Whether the server on that port is the one of this data folder and lets us in. */
export async function answersFor(cluster: string, port: number, password: string): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>(`SELECT current_setting('data_directory') AS dir`);
    return rows[0]?.dir === cluster;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INVALID_PASSWORD) {
      throw new IncompatibleDataDirError(cluster, `the server on port ${port} refuses the remembered password`);
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function isPostmasterOf(cluster: string, identity: ProcessIdentity): Promise<boolean> {
  if (identity.pid <= 0 || !isAlive(identity)) return false;
  const workingDir = await readlink(`/proc/${identity.pid}/cwd`).catch(() => undefined);
  return workingDir === undefined || workingDir === cluster;
}
