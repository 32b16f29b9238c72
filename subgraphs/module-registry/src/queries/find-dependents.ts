import type { EntityManager } from '@mikro-orm/postgresql';
import { loadRegistry } from './load-registry.js';

/** For each module the keys of those in use that cannot do without it. */
export async function findDependents(em: EntityManager, keys: readonly string[]): Promise<string[][]> {
  const registry = await loadRegistry(em);
  return keys.map((key) => registry.dependentsOf(key));
}
