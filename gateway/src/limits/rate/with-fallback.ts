import type { Logger } from '@supergraph/kernel/logger';
import type { RateLimiter } from './rate-limiter.js';

export interface FallbackOptions {
  log: Logger;
  /** Time (ms) after which a limiter that has failed is asked again, in the background: no request waits to find out. */
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
  let nextTry = 0;

  const failed = (error: unknown) => {
    if (!isAway) log.warn({ error: error }, 'the shared rate limits cannot be read: each process counts for itself until they can');
    isAway = true;
    nextTry = now() + pause;
  };
  const succeeded = () => {
    if (isAway) log.info('the shared rate limits are back');
    isAway = false;
  };
  return {
    async take(takes) {
      if (isAway) {
        if (now() >= nextTry) {
          nextTry = now() + pause;
          first.take(takes).then(succeeded, failed);
        }
        return second.take(takes);
      }
      try {
        return await first.take(takes);
      } catch (error) {
        failed(error);
        return second.take(takes);
      }
    },
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
}
