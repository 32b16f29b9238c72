import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the all-in-one process makes up once and keeps. */
export interface Secrets {
  serviceSecret: string;
  keyEncryptionSecret: string;
  databasePassword: string;
  superAdminPassword: string;
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url');

/**
 * The secrets of this data folder: read, or made at the first start. The file is for its owner's eyes only and appears
 * whole or not at all.
 */
export async function keepSecrets(dataDir: string): Promise<{ secrets: Secrets; isFirstStart: boolean; file: string }> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (kept) return { secrets: JSON.parse(kept) as Secrets, isFirstStart: false, file };
  const secrets: Secrets = {
    serviceSecret: random(32),
    keyEncryptionSecret: random(32),
    databasePassword: random(24),
    superAdminPassword: random(15),
  };
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return { secrets, isFirstStart: true, file };
}
