import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RedisUnavailableError } from '../infra.errors.js';
import { waitForLock } from '../process-lock.js';
import { projectCache, usableCache } from '../server/cache-folder.js';
import { type InstallerPackages, installCommand } from '../server/install-command.js';
import { REDIS } from '../server/product.js';
import { findOnPath } from '../server/programs.js';
import type { SystemUser } from '../server/system-user.js';
import { unpackAptPackage } from './apt-package.js';
import { installedRedis, namedRedis, type RedisBinary, tryUnpacked, unpackedRedis } from './redis-binary.js';

const PATIENCE_MS = 10 * 60_000;
const DRAFT = 'draft-';
const PACKAGES: InstallerPackages = [
  ['apt-get', 'redis-server'],
  ['dnf', 'redis'],
  ['apk', 'redis'],
  ['pacman', 'valkey'],
  ['brew', 'redis'],
];
const WITHOUT_INSTALLER = 'export REDIS_SERVER=/path/to/redis-server';

export interface RedisSearch {
  /** The program to use and no other, by its path or its name on PATH. */
  server?: string;
  /** Who is to run it. */
  user?: SystemUser;
  path?: string;
  /** Where fetched packages are kept. */
  cache?: string;
  log?: (line: string) => void;
}

/**
 * A Redis server program: the one that is named, else the machine's own, else one that was fetched before, else the
 * distribution's package, fetched now and unpacked without root. Throws RedisUnavailableError.
 */
export async function findRedisBinary(search: RedisSearch = {}): Promise<RedisBinary> {
  const { server, user, path = process.env.PATH ?? '', cache = projectCache() } = search;
  if (server) return namedRedis(server, path, user);
  const refusals: string[] = [];
  const installed = await installedRedis(path, user, (reason) => refusals.push(reason));
  if (installed) return installed;
  if (refusals.length === 0) refusals.push('neither redis-server nor valkey-server is on PATH');
  return (await unpackedRedis(cache, user)) ?? (await fetchRedis(search, path, cache, refusals));
}

/** One process fetches, and whoever waited for it finds what it fetched. */
async function fetchRedis(search: RedisSearch, path: string, wishedCache: string, refusals: readonly string[]): Promise<RedisBinary> {
  const { user, log } = search;
  const unavailable = async (reason: string, cause?: unknown) =>
    new RedisUnavailableError([...refusals, reason].join('; '), (await installCommand(path, PACKAGES)) ?? WITHOUT_INSTALLER, cause);
  const tools = await Promise.all(['apt-get', 'dpkg-deb'].map((name) => findOnPath(name, path)));
  if (tools.includes(undefined)) throw await unavailable('only with apt-get and dpkg-deb, which are not here, could it be fetched');
  const cache = await usableCache(wishedCache, REDIS, user);
  const lock = await waitForLock(join(cache, 'fetch.lock'), PATIENCE_MS);
  try {
    return (await unpackedRedis(cache, user)) ?? (await fetchInto(cache, user, log));
  } catch (error) {
    throw await unavailable(`fetching the distribution's package failed: ${(error as Error).message}`, error);
  } finally {
    lock.release();
  }
}

/** The package is proven to run before it gets the name under which others find it. */
async function fetchInto(cache: string, user?: SystemUser, log?: (line: string) => void): Promise<RedisBinary> {
  log?.(`Fetching the distribution's package of Redis, once, into ${cache}`);
  await removeDrafts(cache);
  const draft = join(cache, `${DRAFT}${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft);
    await unpackAptPackage(draft);
    await chmod(draft, 0o755);
    const tried = orThrow(await tryUnpacked(draft, user));
    const folder = join(cache, `${basename(tried.program).split('-')[0]}-${tried.version}`);
    // What has that name does not run, or it would have been found.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return orThrow(await tryUnpacked(folder, user));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function orThrow(tried: RedisBinary | { reason: string }): RedisBinary {
  if ('reason' in tried) throw new Error(tried.reason);
  return tried;
}

async function removeDrafts(cache: string): Promise<void> {
  const drafts = (await readdir(cache)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(drafts.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
