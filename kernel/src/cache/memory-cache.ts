import { LRUCache } from 'lru-cache';
import type { CacheStore } from './cache-store.js';

/** The embedded cache: in this process, bounded. Values are copied, so that nobody changes what others read. */
export function memoryCache({ maxEntries = 10_000 }: { maxEntries?: number } = {}): CacheStore {
  const entries = new LRUCache<string, { json: string }>({ max: maxEntries, ttl: 60_000 });
  return {
    get: async (key) => {
      const entry = entries.get(key);
      return entry && JSON.parse(entry.json);
    },
    set: async (key, value, ttl) => void entries.set(key, { json: JSON.stringify(value) }, { ttl }),
    delete: async (...keys) => {
      for (const key of keys) entries.delete(key);
    },
  };
}
