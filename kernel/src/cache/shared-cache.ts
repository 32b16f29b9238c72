import type { Logger } from '../logger/index.js';
import type { LeaseStore } from './lease-store.js';
import { NearCache } from './near-cache.js';
import { connectRedis } from './redis-cache.js';
import { redisLeases } from './redis-leases.js';
import { followRedis } from './redis-news.js';

export interface SharedCacheOptions {
  url: string;
  /** The subgraph. */
  name: string;
  log: Logger;
}

export interface SharedCache {
  store: LeaseStore;
  near: NearCache;
  close(): Promise<void>;
}

/** A subgraph's cache in Redis, with what this process has lately read of it. Two connections; neither is waited for. */
export function sharedCache({ url, name, log }: SharedCacheOptions): SharedCache {
  const near = new NearCache();
  const store = redisLeases({ redis: connectRedis(url, log), name, log });
  const news = followRedis({ url, name, near, log });
  return {
    store,
    near,
    async close() {
      news.stop();
      await store.close();
    },
  };
}
