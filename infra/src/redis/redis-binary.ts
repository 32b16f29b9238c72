import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RedisUnavailableError } from '../infra.errors.js';
import { findOnPath } from '../server/programs.js';
import { serverEnvironment } from '../server/server-environment.js';
import type { SystemUser } from '../server/system-user.js';

const run = promisify(execFile);
/** Valkey is Redis under the name that its authors took along. */
const PROGRAMS = ['redis-server', 'valkey-server'];
const UNPACKED = /^(redis|valkey)-\d/;

/** A Redis server program, proven to run as the user that it is for. */
export interface RedisBinary {
  program: string;
  version: string;
  /** Folders with the libraries of an unpacked package; absent: the system has them. */
  libraries?: string[];
}

/** What the server inherits: none of our secrets, and the way to its libraries. */
export function redisEnvironment({ libraries }: Pick<RedisBinary, 'libraries'>): NodeJS.ProcessEnv {
  return { ...serverEnvironment(), ...(libraries && { LD_LIBRARY_PATH: libraries.join(':') }) };
}

/** Runs the program to ask for its version; a refusal is given as the reason. */
export async function tryRedis(program: string, user?: SystemUser, libraries?: string[]): Promise<RedisBinary | { reason: string }> {
  try {
    const { stdout } = await run(program, ['--version'], { ...user, cwd: '/', env: redisEnvironment({ libraries }), timeout: 10_000 });
    const version = /\bserver v=(\d[\w.-]*)/i.exec(stdout)?.[1];
    return version ? { program, version, ...(libraries && { libraries }) } : { reason: `${program} is no Redis server` };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return { reason: `${program} does not run: ${(stderr?.trim() || message).trim()}` };
  }
}

/** The binary that a setting names, by its path or its name on PATH: that one or none. */
export async function namedRedis(name: string, path: string, user?: SystemUser): Promise<RedisBinary> {
  const program = name.includes('/') ? resolve(name) : await findOnPath(name, path);
  const found = program ? await tryRedis(program, user) : { reason: `${name} is not on PATH` };
  if ('reason' in found) throw new RedisUnavailableError(`REDIS_SERVER cannot be used: ${found.reason}`, 'unset REDIS_SERVER');
  return found;
}

/** What the machine itself has; every refusal is told. */
export async function installedRedis(
  path: string,
  user: SystemUser | undefined,
  refused: (reason: string) => void,
): Promise<RedisBinary | undefined> {
  for (const name of PROGRAMS) {
    const program = await findOnPath(name, path);
    if (!program) continue;
    const found = await tryRedis(program, user);
    if (!('reason' in found)) return found;
    refused(found.reason);
  }
  return undefined;
}

/** The newest of the packages that were unpacked in this folder, of those that run. */
export async function unpackedRedis(cache: string, user?: SystemUser): Promise<RedisBinary | undefined> {
  const folders = (await readdir(cache).catch(() => [])).filter((name) => UNPACKED.test(name));
  for (const name of folders.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))) {
    const found = await tryUnpacked(join(cache, name), user);
    if (!('reason' in found)) return found;
  }
  return undefined;
}

/** The server program of one unpacked package, with the libraries that were unpacked beside it. */
export async function tryUnpacked(folder: string, user?: SystemUser): Promise<RedisBinary | { reason: string }> {
  const program = await findOnPath(PROGRAMS, join(folder, 'usr', 'bin'));
  if (!program) return { reason: `${folder} holds no Redis server` };
  return tryRedis(program, user, await libraryFolders(folder));
}

/** Debian keeps libraries in a folder per architecture, such as usr/lib/x86_64-linux-gnu. */
async function libraryFolders(folder: string): Promise<string[]> {
  const roots = ['usr/lib', 'lib'].map((name) => join(folder, name));
  const all = await Promise.all(
    roots.map(async (root) => {
      const names = await readdir(root).catch(() => []);
      return names.filter((name) => name.includes('-linux-')).map((name) => join(root, name));
    }),
  );
  return all.flat();
}
