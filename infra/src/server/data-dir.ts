import { access, chmod, chown, constants, mkdir, mkdtemp, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirUnreachableError } from '../infra.errors.js';
import { readNote, writeNote } from './notes.js';
import { ownFolder } from './own-folder.js';
import type { Product } from './product.js';
import { canEnter, findServiceUser, giveTo, isRoot, type SystemUser } from './system-user.js';

/** Where everything of one server lies. Our own files are in `root`; `home` is elsewhere only when `root` is closed to `user`. */
export interface DataDir {
  root: string;
  home: string;
  /** The server's own folder in `home`, which may have to be made yet. */
  data: string;
  logFile: string;
  /** Who the server runs as; absent: as we do. */
  user?: SystemUser;
}

const LOCATION = 'location';

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
export async function openDataDir(root: string, product: Product, log: (line: string) => void): Promise<DataDir> {
  const remembered = await rememberedHome(root, log);
  const user = isRoot() ? await userOf(join(remembered ?? root, product.dataFolder), product) : undefined;
  const home = remembered ?? (await chooseHome(root, product, log, user));
  return { ...places(root, home, product), ...(user && { user }) };
}

/** Makes the server's own folder, closed to all but the user it runs as. */
export async function ensureData({ data, user }: DataDir): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (user) await chown(data, user.uid, user.gid);
  await chmod(data, 0o700);
}

/** Looks at a data folder without changing anything; undefined when there is none. */
export async function findDataDir(dataDir: string, product: Product): Promise<DataDir | undefined> {
  const root = await realpath(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataDirUnreachableError(resolve(dataDir), 'it cannot be looked at', error);
  });
  return root === undefined ? undefined : places(root, (await readNote(root, LOCATION)) ?? root, product);
}

function places(root: string, home: string, { id, dataFolder }: Product): DataDir {
  return { root, home, data: join(home, dataFolder), logFile: join(root, `${id}.log`) };
}

async function openFolders(last: string, first: string): Promise<void> {
  for (let folder = last; ; folder = dirname(folder)) {
    const { mode, uid } = await stat(folder);
    if (uid === 0) await chmod(folder, (mode & 0o7777) | 0o111);
    if (folder === first || folder === dirname(folder)) return;
  }
}

async function rememberedHome(root: string, log: (line: string) => void): Promise<string | undefined> {
  const home = await readNote(root, LOCATION);
  if (home === undefined || (await owner(home))) return home;
  log(`the data that ${join(root, LOCATION)} points to is gone: ${home}`);
  return undefined;
}

/** Data that exists belongs to its owner; data that root copied into place is given to the service user. */
async function userOf(data: string, product: Product): Promise<SystemUser> {
  const found = await owner(data);
  if (found && found.uid !== 0) return found;
  const user = await findServiceUser(product);
  if (found) await giveTo(user, data);
  return user;
}

async function chooseHome(root: string, product: Product, log: (line: string) => void, user?: SystemUser): Promise<string> {
  if (!user || (await canEnter(user, root))) return root;
  if (await owner(join(root, product.dataFolder))) {
    throw new DataDirUnreachableError(root, `a folder on the way is closed to the user ${user.uid}, who owns the data in it`);
  }
  // A name that cannot be guessed again: deleting the data folder must mean a fresh start.
  const home = await mkdtemp(join(await ownFolder(product), 'data-'));
  await chmod(home, 0o711);
  await writeNote(root, LOCATION, home);
  log(`${root} is closed to the user that runs ${product.name}, so the data is kept in ${home}`);
  return home;
}

async function owner(path: string): Promise<SystemUser | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}
