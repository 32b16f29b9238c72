import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { intervalOf, judge } from './gcra.js';
import type { RateLimiter } from './rate-limiter.js';

/**
 * Reads all debts, decides, and writes all or none. ARGV: the time in microseconds, or '' for the server's own; then
 * interval, burst and cost of each key. It answers with the debts as they were, from which the caller comes to the same verdict.
 */
const TAKE = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local known = redis.call('MGET', unpack(KEYS))
local debts, allowed = {}, true
for i = 1, #KEYS do
  local interval, burst, cost = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  debts[i] = math.max((tonumber(known[i]) or now) - now, 0)
  if debts[i] + (cost - burst) * interval > 0 then allowed = false end
end
if allowed then
  for i = 1, #KEYS do
    local debt = debts[i] + tonumber(ARGV[3 * i + 1]) * tonumber(ARGV[3 * i - 1])
    redis.call('SET', KEYS[i], string.format('%.0f', now + debt), 'PX', math.ceil(debt / 1000))
  end
end
return debts
`;

const SHA = createHash('sha1').update(TAKE).digest('hex');

/** Between the braces is what a cluster places keys by: all buckets of a request have to be on one node. */
const PREFIX = 'innoerp:{rate}:';

export interface RedisRateLimiterOptions {
  /** Microseconds, for tests; the server's own clock where absent, so that all processes have the same time. */
  now?: () => number;
}

/** Counts for all processes together, in one round trip a request. Rejects where Redis does not answer. */
export function redisRateLimiter(redis: Redis, { now }: RedisRateLimiterOptions = {}): RateLimiter {
  return {
    async take(takes) {
      const keys = takes.map(({ key }) => PREFIX + key);
      const numbers = takes.flatMap(({ limit, cost }) => [intervalOf(limit), limit.burst, cost]);
      return judge(takes, await run(redis, keys, [now ? now() : '', ...numbers]));
    },
    close: async () => void (await redis.quit().catch(() => redis.disconnect())),
  };
}

/** The script is sent once in a server's life, and by its name ever after. */
async function run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<number[]> {
  try {
    return (await redis.evalsha(SHA, keys.length, ...keys, ...args)) as number[];
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return (await redis.eval(TAKE, keys.length, ...keys, ...args)) as number[];
  }
}
