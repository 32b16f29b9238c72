import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Secrets that are made up once and kept: read from the file, and where it or one of the names is missing, made and
 * added. The file is for its owner's eyes only and appears whole or not at all.
 *
 * @param wanted name to length in random bytes.
 */
export async function keepSecrets<Name extends string>(
  file: string,
  wanted: Readonly<Record<Name, number>>,
): Promise<{ secrets: Record<Name, string>; isFirstStart: boolean }> {
  const kept = await readKept(file);
  const missing = (Object.entries(wanted) as [Name, number][]).filter(([name]) => !(name in (kept ?? {})));
  const made = Object.fromEntries(missing.map(([name, bytes]) => [name, randomBytes(bytes).toString('base64url')]));
  const secrets = { ...kept, ...made } as Record<Name, string>;
  if (missing.length > 0) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return { secrets, isFirstStart: kept === null };
}

async function readKept(file: string): Promise<Record<string, string> | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
