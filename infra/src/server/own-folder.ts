import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from './system-user.js';

const NAME = 'supergraph-postgres';

/**
 * A folder on this machine that is ours alone to write and that the user who runs PostgreSQL can reach.
 * Root has it in /var/lib, which survives a reboot; others have it in the temporary folder, for copies only.
 */
export async function ownFolder(): Promise<string> {
  if (!isRoot()) return claim(join(tmpdir(), `${NAME}-${process.getuid?.()}`), 0o700);
  try {
    return await claim(join('/var/lib', NAME), 0o711);
  } catch {
    return claim(join('/var/tmp', NAME), 0o711);
  }
}

/** Refuses a folder that somebody else put there first: we would run programs out of it. */
async function claim(folder: string, mode: number): Promise<string> {
  await mkdir(folder, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else`);
  await chmod(folder, mode);
  return folder;
}
