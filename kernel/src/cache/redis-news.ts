import { Redis } from 'ioredis';
import type { Logger } from '../logger/index.js';
import type { NearCache } from './near-cache.js';
import { cachePrefix } from './redis-leases.js';

const CHANNEL = '__redis__:invalidate';
/** How often (ms) the line is tried: one that is dead without a word would let old entries be believed. */
const TRY_EVERY = 5_000;

export interface RedisNewsOptions {
  url: string;
  name: string;
  near: NearCache;
  log: Logger;
}

/**
 * Has Redis tell of every change below a prefix (client-side caching, broadcast), and the near cache forget what was changed. One
 * connection of its own, which is told to itself: so it takes no RESP3, and where it breaks, nothing can have been missed unnoticed.
 */
export function followRedis({ url, name, near, log }: RedisNewsOptions): { stop(): void } {
  const redis = new Redis(url, { autoResubscribe: false, maxRetriesPerRequest: 0, commandTimeout: 1_000, connectTimeout: 2_000 });
  const prefix = cachePrefix(name);
  redis.on('error', (error) => log.debug({ error }, 'the news of the shared cache cannot be heard'));
  redis.on('close', () => near.setLive(false));
  redis.on('ready', () => {
    listen(redis, prefix)
      .then(() => near.setLive(true))
      .catch((error) => {
        log.debug({ error }, 'the news of the shared cache cannot be followed; trying again');
        redis.disconnect(true);
      });
  });
  redis.on('message', (_channel: string, names: string) => {
    if (names === '') near.forgetAll();
    else near.forget(names.split(',').map((key) => key.slice(key.indexOf(':', prefix.length) + 1)));
  });
  const timer = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => redis.disconnect(true));
  }, TRY_EVERY);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      redis.disconnect();
    },
  };
}

async function listen(redis: Redis, prefix: string): Promise<void> {
  const id = await redis.client('ID');
  await redis.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', 'PREFIX', prefix);
  await redis.subscribe(CHANNEL);
}
