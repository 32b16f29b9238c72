export type { CacheStore } from './cache-store.js';
export { type CacheEntryOptions, getOrLoad } from './get-or-load.js';
export { memoryCache } from './memory-cache.js';
