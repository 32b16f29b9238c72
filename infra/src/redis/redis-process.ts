import { IncompatibleDataDirError } from '../infra.errors.js';
import { isAlive, type ProcessIdentity } from '../process-identity.js';
import type { DataDir } from '../server/data-dir.js';
import { readNote, writeNote } from '../server/notes.js';
import type { ServerState } from '../server/running-server.js';
import { askRedis } from './resp.js';

const NOTE = 'process.json';

/** The process that we started on the data folder; written before the server itself runs. */
export interface ProcessNote {
  process: ProcessIdentity;
  port: number;
}

export async function writeProcessNote({ root }: DataDir, note: ProcessNote): Promise<void> {
  await writeNote(root, NOTE, JSON.stringify(note));
}

/** Looks at what runs on the data now, and changes nothing. */
export async function inspectRedis(dir: DataDir, password: string): Promise<ServerState> {
  const note = await readProcessNote(dir);
  if (!note || !isAlive(note.process)) return { is: 'down' };
  const { process, port } = note;
  const version = await versionOn(dir, note, password);
  if (version !== undefined) return { is: 'answering', server: { process, port, version } };
  // Where the system cannot tell one process of a pid from the next, only an answer proves that it is ours.
  return process.startedAt === undefined ? { is: 'down' } : { is: 'busy', process, isProven: true };
}

/** The version of the Redis on that port, when it is that very process, lets us in and has loaded its data. */
export async function versionOn({ root }: DataDir, { process, port }: ProcessNote, password: string): Promise<string | undefined> {
  const replies = await askRedis(port, [['AUTH', password], ['PING'], ['INFO', 'server']]).catch(() => undefined);
  const [auth, pong, info] = replies ?? [];
  if (auth instanceof Error && auth.message.startsWith('WRONGPASS')) {
    throw new IncompatibleDataDirError(root, `its Redis refuses the remembered password. To stop it: kill ${process.pid}`);
  }
  if (pong !== 'PONG' || typeof info !== 'string' || fieldOf(info, 'process_id') !== String(process.pid)) return undefined;
  return fieldOf(info, 'valkey_version') ?? fieldOf(info, 'redis_version');
}

async function readProcessNote({ root }: DataDir): Promise<ProcessNote | undefined> {
  const text = await readNote(root, NOTE);
  if (text === undefined) return undefined;
  try {
    const note = JSON.parse(text) as ProcessNote | null;
    return note?.port && note.process?.pid > 0 ? note : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
