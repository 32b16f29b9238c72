import { LRUCache } from 'lru-cache';
import { intervalOf, judge } from './gcra.js';
import type { RateLimiter } from './rate-limiter.js';

export interface MemoryRateLimiterOptions {
  /** Buckets that are kept; the one that was not used for the longest time is forgotten first, which fills it. */
  buckets?: number;
  /** Microseconds of a clock that never goes back. */
  now?: () => number;
}

/** Counts within this process. Two processes let twice as much through. */
export function memoryRateLimiter({ buckets = 100_000, now = monotonic }: MemoryRateLimiterOptions = {}): RateLimiter {
  const fullAt = new LRUCache<string, number>({ max: buckets });
  return {
    async take(takes) {
      const time = now();
      const debts = takes.map(({ key }) => Math.max((fullAt.get(key) ?? time) - time, 0));
      const verdict = judge(takes, debts);
      if (verdict.refusedBy.length > 0) return verdict;
      for (const [index, { key, limit, cost }] of takes.entries()) fullAt.set(key, time + (debts[index] ?? 0) + cost * intervalOf(limit));
      return verdict;
    },
    close: async () => fullAt.clear(),
  };
}

const monotonic = (): number => Math.floor(performance.now() * 1_000);
