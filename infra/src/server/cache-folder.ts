import { access, constants, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ownFolder } from './own-folder.js';
import type { Product } from './product.js';
import { canEnter, type SystemUser } from './system-user.js';

/**
 * In the project's node_modules: shared by all data folders and test runs, ignored by git, and gone with the project.
 * `npm ci` empties it, and the next start fetches what is missing again.
 */
export function projectCache(): string {
  const aPackage = dirname(createRequire(import.meta.url).resolve('pg/package.json'));
  return join(dirname(aPackage), '.cache', 'innoerp-infra');
}

/** The wished folder where we can write it and the server's user can reach it, else our own on this machine. */
export async function usableCache(wished: string, product: Product, user?: SystemUser): Promise<string> {
  return (await isUsable(wished, user)) ? wished : ownFolder(product);
}

async function isUsable(folder: string, user?: SystemUser): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return !user || (await canEnter(user, folder));
  } catch {
    return false;
  }
}
