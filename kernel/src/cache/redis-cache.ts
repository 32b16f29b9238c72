import { Redis } from 'ioredis';
import type { SharedMemory } from '../auth/index.js';
import type { Logger } from '../logger/index.js';
import type { CacheStore } from './cache-store.js';

export interface RedisCache extends CacheStore, SharedMemory {
  close(): Promise<void>;
}

/** A connection that fails fast: whoever asks goes on without an answer instead of waiting for one. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 1_000, connectTimeout: 2_000 });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.warn({ error }, 'Redis does not answer');
    isAway = true;
  });
  redis.on('ready', () => {
    isAway = false;
  });
  return redis;
}

/** The cache that replicas share. Keys begin with `prefix`. */
export function redisCache(redis: Redis, prefix = 'cache:'): RedisCache {
  const named = (key: string) => `${prefix}${key}`;
  return {
    get: async (key) => {
      const json = await redis.get(named(key));
      return json === null ? undefined : JSON.parse(json);
    },
    set: async (key, value, ttl) => void (await redis.set(named(key), JSON.stringify(value), 'PX', Math.max(1, Math.round(ttl)))),
    delete: async (...keys) => void (keys.length > 0 && (await redis.del(...keys.map(named)))),
    setOnce: async (key, ttl) => (await redis.set(named(key), '1', 'PX', Math.max(1, Math.round(ttl)), 'NX')) === 'OK',
    close: async () => void (await redis.quit().catch(() => redis.disconnect())),
  };
}
