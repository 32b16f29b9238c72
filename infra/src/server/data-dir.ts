import { randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, mkdtemp, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirUnreachableError, IncompatibleDataDirError } from '../infra.errors.js';
import { ownFolder } from './own-folder.js';
import { canEnter, findServiceUser, giveTo, isRoot, type SystemUser } from './system-user.js';

/** Where everything of one server lies. Our own files are in `root`; `home` is elsewhere only when `root` is closed to `user`. */
export interface DataDir {
  root: string;
  home: string;
  cluster: string;
  logFile: string;
  /** Who PostgreSQL runs as; absent: as we do. */
  user?: SystemUser;
}

/** Makes the folder when it is missing; one that is ours is opened so far that it can be walked through, never listed. */
export async function makeDataDir(dataDir: string): Promise<string> {
  const root = resolve(dataDir);
  try {
    const first = await mkdir(root, { recursive: true, mode: 0o700 });
    if (isRoot()) await openFolders(root, first ?? root);
    await access(root, constants.W_OK | constants.X_OK);
    return await realpath(root);
  } catch (cause) {
    throw new DataDirUnreachableError(root, 'it cannot be made or written', cause);
  }
}

/** Decides where the data lies and who owns it. Call it while holding the start lock. */
export async function openDataDir(root: string, log: (line: string) => void): Promise<DataDir> {
  if (await owner(join(root, 'PG_VERSION'))) {
    throw new IncompatibleDataDirError(root, 'it is the data folder of a PostgreSQL that was not set up by this program');
  }
  const remembered = await rememberedHome(root, log);
  const user = isRoot() ? await userOf(join(remembered ?? root, 'cluster')) : undefined;
  const home = remembered ?? (await chooseHome(root, log, user));
  return { root, home, cluster: join(home, 'cluster'), logFile: join(root, 'postgres.log'), ...(user && { user }) };
}

/** Reads one of our small files, or gives undefined when it is not there. */
export async function readNote(root: string, name: string): Promise<string | undefined> {
  return readFile(join(root, name), 'utf8').then(
    (text) => text.trim() || undefined,
    () => undefined,
  );
}

/** Writes one of our small files, readable by us alone; it is there whole or not at all. */
export async function writeNote(root: string, name: string, text: string): Promise<void> {
  const draft = join(root, `${name}.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(root, name));
}

async function openFolders(last: string, first: string): Promise<void> {
  for (let folder = last; ; folder = dirname(folder)) {
    const { mode, uid } = await stat(folder);
    if (uid === 0) await chmod(folder, (mode & 0o7777) | 0o111);
    if (folder === first || folder === dirname(folder)) return;
  }
}

async function rememberedHome(root: string, log: (line: string) => void): Promise<string | undefined> {
  const home = await readNote(root, 'location');
  if (home === undefined || (await owner(home))) return home;
  log(`the data that ${join(root, 'location')} points to is gone: ${home}`);
  return undefined;
}

/** Data that exists belongs to its owner; data that root copied into place is given to the service user. */
async function userOf(cluster: string): Promise<SystemUser> {
  const found = await owner(cluster);
  if (found && found.uid !== 0) return found;
  const user = await findServiceUser();
  if (found) await giveTo(user, cluster);
  return user;
}

async function chooseHome(root: string, log: (line: string) => void, user?: SystemUser): Promise<string> {
  if (!user || (await canEnter(user, root))) return root;
  if (await owner(join(root, 'cluster'))) {
    throw new DataDirUnreachableError(root, `a folder on the way is closed to the user ${user.uid}, who owns the data in it`);
  }
  // A name that cannot be guessed again: deleting the data folder must mean a fresh start.
  const home = await mkdtemp(join(await ownFolder(), 'data-'));
  await chmod(home, 0o711);
  await writeNote(root, 'location', home);
  log(`${root} is closed to the user that runs PostgreSQL, so the data is kept in ${home}`);
  return home;
}

async function owner(path: string): Promise<SystemUser | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}
