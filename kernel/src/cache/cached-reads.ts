import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { isUuid, type RowScope } from '../db/index.js';
import { loadPlain } from './cache-loads.js';
import type { Caches } from './caches.js';
import type { CacheFamily } from './define-cache.js';

/** A request's way to what its subgraph caches. It sees of it what it may see of the rows. */
export interface CachedReads {
  /** Reads many in one go, each once in the life of the request; null where there is nothing, and for another organization's. */
  loader<Value>(family: CacheFamily<Value>): DataLoader<string, Value | null>;
  /** One entry; the id is left out where the family has one entry only. */
  one<Value>(family: CacheFamily<Value>, id?: string): Promise<Value | null>;
  /** One entry as the database has it now, and as everybody will read it from now on. */
  anew<Value>(family: CacheFamily<Value>, id?: string): Promise<Value | null>;
}

export interface CachedReadsOptions {
  caches: Caches;
  /** The request's own: what it reads while it changes something. */
  em: EntityManager;
  scope: RowScope;
  /** Reads past the cache: for whoever changes something, and for what an event says has just changed. */
  isFresh: boolean;
}

export function cachedReads({ caches, em, scope, isFresh }: CachedReadsOptions): CachedReads {
  const readVisible = <Value>(family: CacheFamily<Value>, ids: readonly string[]) =>
    isFresh ? loadPlain(family, em, ids) : caches.get(family, ids);
  const read = async <Value>(family: CacheFamily<Value>, ids: readonly string[]): Promise<(Value | null)[]> => {
    const names = ids.map((id) => nameFor(family, id, scope));
    const visible = [...new Set(names)].filter((name) => name !== null);
    const values = visible.length > 0 ? await readVisible(family, visible) : [];
    const found = new Map(visible.map((name, index) => [name, values[index] ?? null]));
    return names.map((name) => (name === null ? null : (found.get(name) ?? null)));
  };
  const loaders = new Map<unknown, DataLoader<string, unknown>>();
  const loader = <Value>(family: CacheFamily<Value>) => {
    // Who changes things must not be shown what it read before.
    const made = loaders.get(family) ?? new DataLoader<string, unknown>((ids) => read(family, ids), { cache: !isFresh });
    loaders.set(family, made);
    return made as DataLoader<string, Value | null>;
  };
  return {
    loader,
    one: (family, id = '') => loader(family).load(id),
    async anew(family, id = '') {
      await caches.dropOne(family, id);
      return loader(family).clear(id).load(id);
    },
  };
}

/** Null for what the request may not see: a key is never made of it. */
function nameFor({ of }: CacheFamily, id: string, scope: RowScope): string | null {
  if (of === 'platform') return id;
  if (!isUuid(id)) return null;
  // As events write it: what is known by two names would be told of by one.
  const name = id.toLowerCase();
  return scope === 'platform' || scope.organizationId === name ? name : null;
}
