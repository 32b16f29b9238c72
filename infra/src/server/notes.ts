import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirUnreachableError } from '../infra.errors.js';

/** Reads one of our small files, or gives undefined when it is not there or empty. */
export async function readNote(root: string, name: string): Promise<string | undefined> {
  try {
    return (await readFile(join(root, name), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataDirUnreachableError(root, `its file ${name} cannot be read`, error);
  }
}

/** Writes one of our small files, readable by us alone; it is there whole or not at all. */
export async function writeNote(root: string, name: string, text: string): Promise<void> {
  const draft = join(root, `${name}.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(root, name));
}
