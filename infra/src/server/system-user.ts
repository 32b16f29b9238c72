import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Product } from './product.js';

const run = promisify(execFile);

/** The user that a server runs as when we are root: PostgreSQL itself refuses to be root, and no server needs to be. */
export interface SystemUser {
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The product's own user, else `nobody`; no user is ever created. */
export async function findServiceUser({ name: product, users }: Product): Promise<SystemUser> {
  for (const name of users) {
    try {
      return { uid: await idOf('-u', name), gid: await idOf('-g', name) };
    } catch {
      // This system does not have that user.
    }
  }
  throw new Error(`${product} does not run as root, and this system has none of the users ${users.join(', ')}`);
}

/** Whether the user may enter the folder, closed parents and access lists included: the system itself is asked. */
export async function canEnter(user: SystemUser, folder: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', '[ -x "$1" ]', 'sh', folder], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** Gives a folder and all in it to the user; links are not followed. */
export async function giveTo(user: SystemUser, folder: string): Promise<void> {
  await run('chown', ['-Rh', `${user.uid}:${user.gid}`, folder]);
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number> {
  const { stdout } = await run('id', [flag, name]);
  return Number(stdout.trim());
}
