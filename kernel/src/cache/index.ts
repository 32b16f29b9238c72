export type { CacheStore } from './cache-store.js';
export { type CacheEntryOptions, getOrLoad } from './get-or-load.js';
export { memoryCache } from './memory-cache.js';
export { connectRedis, type RedisCache, redisCache } from './redis-cache.js';
