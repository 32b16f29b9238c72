import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IncompatibleDataDirError, PostgresStartError } from '../infra.errors.js';
import type { DataDir } from '../server/data-dir.js';
import { readNote, writeNote } from '../server/notes.js';
import { serverEnvironment } from '../server/server-environment.js';
import type { NativeBinaries } from './native-binaries.js';

const run = promisify(execFile);
const DRAFT = 'cluster.draft-';
export const PASSWORD = 'superuser-password';

/**
 * Gives the superuser's password, after making the data when there is none. A crash at any moment leaves either
 * complete data or a draft, and a draft is thrown away.
 */
export async function ensureCluster(dir: DataDir, binaries: NativeBinaries, durable: boolean): Promise<string> {
  if ((await versionOf(dir.root)) !== undefined) {
    throw new IncompatibleDataDirError(dir.root, 'it is the data folder of a PostgreSQL that was not set up by this program');
  }
  await removeDrafts(dir.home);
  const found = await versionOf(dir.data);
  if (found === undefined) return initCluster(dir, binaries, durable);
  if (found !== binaries.major) {
    throw new IncompatibleDataDirError(dir.root, `PostgreSQL ${found} wrote it, and this is PostgreSQL ${binaries.major}`);
  }
  const password = await readNote(dir.root, PASSWORD);
  if (!password) throw new IncompatibleDataDirError(dir.root, `its file ${PASSWORD} is missing`);
  return password;
}

async function initCluster(dir: DataDir, binaries: NativeBinaries, durable: boolean): Promise<string> {
  const password = randomBytes(24).toString('hex');
  await writeNote(dir.root, PASSWORD, password);
  const draft = join(dir.home, `${DRAFT}${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (dir.user) await Promise.all([draft, passwordFile].map((path) => chown(path, dir.user!.uid, dir.user!.gid)));
  try {
    await run(binaries.initdb, initFlags(draft, passwordFile, durable), { ...dir.user, cwd: '/', env: serverEnvironment() });
  } catch (error) {
    throw new PostgresStartError(`initdb failed: ${(error as { stderr?: string }).stderr?.trim()}`, error);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, dir.data);
  return password;
}

/** The built-in C.UTF-8 sorts the same on every system; only upper and lower case in text search ask the system. */
function initFlags(folder: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${folder}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
}

async function removeDrafts(home: string): Promise<void> {
  const drafts = (await readdir(home)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(drafts.map((name) => rm(join(home, name), { recursive: true, force: true, maxRetries: 5 })));
}

async function versionOf(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
