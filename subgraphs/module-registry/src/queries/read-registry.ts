import type { CachedReads } from '@supergraph/kernel/cache';
import type { Registry } from '../domain/registry.js';
import type { ModuleInfo } from './read-modules.js';
import { registryOfAll, viewOf } from './registry-caches.js';

/** The registry as it was at this revision, or at a later one: a cached one that is older is not believed. */
export async function readRegistry(caches: CachedReads, atLeast = 0n): Promise<Registry> {
  const cached = await caches.one(registryOfAll);
  const isNew = cached !== null && BigInt(cached.revision) >= atLeast;
  const snapshot = isNew ? cached : await caches.anew(registryOfAll);
  return viewOf(snapshot ?? NOTHING).registry;
}

/** A module of the registry by key, whoever may see it; null where there is none. */
export async function readModule(caches: CachedReads, key: string): Promise<ModuleInfo | null> {
  return viewOf((await caches.one(registryOfAll)) ?? NOTHING).byKey.get(key) ?? null;
}

const NOTHING = { revision: '0', modules: [] };
