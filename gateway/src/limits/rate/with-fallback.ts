import type { Logger } from '@supergraph/kernel/logger';
import type { RateLimiter } from './rate-limiter.js';

export interface FallbackOptions {
  log: Logger;
  /** Time (ms) for which a limiter that has failed is left alone, so that requests do not wait for it one after the other. */
  pause?: number;
  now?: () => number;
}

/** Counts with the second limiter while the first one fails: no request fails for it. The log hears of it once, and once of the end. */
export function withFallback(
  first: RateLimiter,
  second: RateLimiter,
  { log, pause = 1_000, now = () => performance.now() }: FallbackOptions,
): RateLimiter {
  let isAway = false;
  let nextTry = Number.NEGATIVE_INFINITY;

  const failed = (error: unknown) => {
    if (!isAway) log.warn({ error: error }, 'the shared rate limits cannot be read: each process counts for itself until they can');
    isAway = true;
    nextTry = now() + pause;
  };
  const succeeded = () => {
    if (isAway) log.info('the shared rate limits are back');
    isAway = false;
    nextTry = Number.NEGATIVE_INFINITY;
  };
  return {
    async take(takes) {
      if (now() < nextTry) return second.take(takes);
      // While it is away one request at a time finds out whether it is back.
      if (isAway) nextTry = now() + pause;
      try {
        const verdict = await first.take(takes);
        succeeded();
        return verdict;
      } catch (error) {
        failed(error);
        return second.take(takes);
      }
    },
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
}
