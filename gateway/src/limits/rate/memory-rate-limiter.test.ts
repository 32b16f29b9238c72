import { describe, expect, it } from '@jest/globals';
import { aBucket, aClock } from '../../testing/a-bucket.js';
import { memoryRateLimiter } from './memory-rate-limiter.js';
import type { Take } from './rate-limiter.js';

describe('memoryRateLimiter', () => {
  it('keeps no more buckets than it may, and forgets the one that was used least lately', async () => {
    const limiter = memoryRateLimiter({ buckets: 2, now: aClock().now });
    const [a, b, c] = [1, 2, 3].map(() => aBucket({ burst: 1, perMinute: 1 })) as [Take, Take, Take];
    for (const take of [a, b, c]) await limiter.take([take]);

    const isRefused = async (take: Take) => (await limiter.take([take])).refusedBy.length > 0;

    expect([await isRefused(c), await isRefused(b), await isRefused(a)]).toEqual([true, true, false]);
  });
});
