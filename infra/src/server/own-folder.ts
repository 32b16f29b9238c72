import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from './product.js';
import { isRoot } from './system-user.js';

/**
 * A folder on this machine that is ours alone to write and that the user who runs the server can reach.
 * Root has it in /var/lib, which survives a reboot; others have it in the temporary folder, for copies only.
 */
export async function ownFolder({ id }: Product): Promise<string> {
  const name = `supergraph-${id}`;
  if (!isRoot()) return claim(join(tmpdir(), `${name}-${process.getuid?.()}`), 0o700);
  try {
    return await claim(join('/var/lib', name), 0o711);
  } catch {
    return claim(join('/var/tmp', name), 0o711);
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
