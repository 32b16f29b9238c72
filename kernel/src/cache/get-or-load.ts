import type { CacheStore } from './cache-store.js';

const inFlight = new WeakMap<CacheStore, Map<string, Promise<unknown>>>();

export interface CacheEntryOptions<Value> {
  key: string;
  /** Milliseconds; shortened by up to a tenth at random, so that entries do not expire together. */
  ttl: number;
  load: () => Promise<Value>;
}

/** Reads through the cache; callers that miss at the same time share one load. */
export async function getOrLoad<Value>(cache: CacheStore, { key, ttl, load }: CacheEntryOptions<Value>): Promise<Value> {
  const cached = await cache.get<Value>(key);
  if (cached !== undefined) return cached;
  const flights = inFlight.get(cache) ?? new Map<string, Promise<unknown>>();
  inFlight.set(cache, flights);
  const flight = flights.get(key) ?? loadOnce();
  flights.set(key, flight);
  return flight as Promise<Value>;

  async function loadOnce(): Promise<Value> {
    try {
      const value = await load();
      await cache.set(key, value, ttl * (0.9 + Math.random() * 0.1));
      return value;
    } finally {
      flights.delete(key);
    }
  }
}
