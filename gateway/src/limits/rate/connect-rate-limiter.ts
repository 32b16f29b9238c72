import { once } from 'node:events';
import { connectRedis } from '@supergraph/kernel/cache';
import type { Logger } from '@supergraph/kernel/logger';
import type { GatewayConfig } from '../../config.js';
import { memoryRateLimiter } from './memory-rate-limiter.js';
import type { RateLimiter } from './rate-limiter.js';
import { redisRateLimiter } from './redis-rate-limiter.js';
import { withFallback } from './with-fallback.js';

export type RateLimiterConfig = Pick<GatewayConfig, 'RATE_LIMIT' | 'REDIS_URL' | 'NODE_ENV'>;

/** The limiter of this process, shared with others through Redis where there is one. A Redis that is away is tried again and again. */
export async function connectRateLimiter({ RATE_LIMIT, REDIS_URL, NODE_ENV }: RateLimiterConfig, log: Logger): Promise<RateLimiter> {
  if (RATE_LIMIT === 'off') {
    if (NODE_ENV === 'production') log.warn('RATE_LIMIT is off: nothing keeps a client from sending as much as it likes');
    return unlimited;
  }
  if (!REDIS_URL) return memoryRateLimiter();
  const redis = connectRedis(REDIS_URL, log);
  await once(redis, 'ready').catch((error) => log.debug({ error }, 'rate limits begin without Redis'));
  return withFallback(redisRateLimiter(redis), memoryRateLimiter(), { log });
}

const unlimited: RateLimiter = {
  take: async () => ({ refusedBy: [], retryAfter: 0, balances: [] }),
  close: async () => {},
};
