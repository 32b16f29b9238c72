import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { aBucket, aClock } from '../../testing/a-bucket.js';
import { memoryRateLimiter } from './memory-rate-limiter.js';
import type { Limit, RateLimiter, Take } from './rate-limiter.js';
import { redisRateLimiter } from './redis-rate-limiter.js';

const url = process.env.TEST_REDIS_URL;

const MINUTE = 60_000_000;
const connections: Redis[] = [];
afterAll(() => Promise.all(connections.map((redis) => redis.quit())));

function connect(): Redis {
  const redis = new Redis(url as string);
  connections.push(redis);
  return redis;
}

type Make = (now: () => number) => RateLimiter;

const adapters: [name: string, make: Make | undefined][] = [
  ['in memory', (now) => memoryRateLimiter({ now })],
  ['over Redis', url ? (now) => redisRateLimiter(connect(), { now }) : undefined],
];

describe.each(adapters)('a rate limiter %s', (_, make) => {
  const test = make ? it : it.skip;
  const limiterAt = (now: () => number) => (make as Make)(now);

  async function letThrough(limiter: RateLimiter, take: Take, times: number): Promise<number> {
    let count = 0;
    for (let index = 0; index < times; index += 1) if ((await limiter.take([take])).refusedBy.length === 0) count += 1;
    return count;
  }

  test('lets a burst through at once, and no more', async () => {
    expect(await letThrough(limiterAt(aClock().now), aBucket({ burst: 5, perMinute: 60 }), 9)).toBe(5);
  });

  test('lets more through evenly', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 5, perMinute: 60 });
    await letThrough(limiter, take, 5);

    clock.time += 999_999;
    const tooEarly = await letThrough(limiter, take, 1);
    clock.time += 1;
    const inTime = await letThrough(limiter, take, 2);
    clock.time += 3_000_000;

    expect([tooEarly, inTime, await letThrough(limiter, take, 9)]).toEqual([0, 1, 3]);
  });

  test('never lets one through early where a minute cannot be divided evenly', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 1, perMinute: 7 });
    await limiter.take([take]);

    clock.time += 8_571_428;
    const early = await letThrough(limiter, take, 1);
    clock.time += 1;

    expect([early, await letThrough(limiter, take, 1)]).toEqual([0, 1]);
  });

  test('is full again after its time, and never more than full', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 5, perMinute: 60 });
    await letThrough(limiter, take, 5);
    clock.time += 60 * MINUTE;

    expect(await letThrough(limiter, take, 9)).toBe(5);
  });

  test('says how a bucket stands', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 3, perMinute: 20 });

    const verdicts = [await limiter.take([take]), await limiter.take([take]), await limiter.take([take]), await limiter.take([take])];

    expect(verdicts).toEqual([
      { refusedBy: [], retryAfter: 0, balances: [{ key: take.key, limit: 3, remaining: 2, reset: 3 }] },
      { refusedBy: [], retryAfter: 0, balances: [{ key: take.key, limit: 3, remaining: 1, reset: 6 }] },
      { refusedBy: [], retryAfter: 0, balances: [{ key: take.key, limit: 3, remaining: 0, reset: 9 }] },
      { refusedBy: [take], retryAfter: 3, balances: [{ key: take.key, limit: 3, remaining: 0, reset: 9 }] },
    ]);
  });

  test('keeps its word about when to come again', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 4, perMinute: 7 }, 3);
    await limiter.take([take]);
    const { retryAfter } = await limiter.take([take]);

    clock.time += (retryAfter - 1) * 1_000_000;
    const early = await letThrough(limiter, take, 1);
    clock.time += 1_000_000;

    expect([early, await letThrough(limiter, take, 1)]).toEqual([0, 1]);
  });

  test('takes all or nothing', async () => {
    const limiter = limiterAt(aClock().now);
    const [wide, narrow] = [aBucket({ burst: 9, perMinute: 9 }), aBucket({ burst: 1, perMinute: 1 })];
    await limiter.take([wide, narrow]);

    const refused = await limiter.take([wide, narrow]);
    const after = await limiter.take([wide]);

    expect(refused.refusedBy).toEqual([narrow]);
    expect(refused.balances.map(({ remaining }) => remaining)).toEqual([8, 0]);
    expect(after.balances[0]?.remaining).toBe(7);
  });

  test('counts a cost, and lets none through that is beyond the burst', async () => {
    const limiter = limiterAt(aClock().now);
    const limit = { burst: 10, perMinute: 10 };

    expect((await limiter.take([aBucket(limit, 10)])).balances[0]?.remaining).toBe(0);
    expect((await limiter.take([aBucket(limit, 11)])).refusedBy).toHaveLength(1);
  });

  test('takes limits of less than one a minute', async () => {
    const clock = aClock();
    const limiter = limiterAt(clock.now);
    const take = aBucket({ burst: 1, perMinute: 1 / 60 });
    await limiter.take([take]);

    clock.time += 59 * MINUTE;
    const early = await letThrough(limiter, take, 1);
    clock.time += MINUTE;

    expect([early, await letThrough(limiter, take, 1)]).toEqual([0, 1]);
  });

  test('never lets more than burst + rate × T through in any window of T minutes, from eight callers at once', async () => {
    for (const seed of [1, 2, 3]) {
      const random = randomOf(seed);
      const limit = { burst: 1 + Math.floor(random() * 20), perMinute: 1 + Math.floor(random() * 40) };
      const clock = aClock();
      const limiters = Array.from({ length: 8 }, () => limiterAt(clock.now));
      // In memory each caller has to have the same one.
      const shared = limiters.map((limiter) => (url && make === adapters[1]?.[1] ? limiter : (limiters[0] as RateLimiter)));
      const take = aBucket(limit);
      const passed: number[] = [];

      const caller = async (limiter: RateLimiter) => {
        for (let call = 0; call < 60; call += 1) {
          clock.time += Math.floor(random() ** 4 * MINUTE * 0.4);
          const time = clock.time;
          if ((await limiter.take([take])).refusedBy.length === 0) passed.push(time);
        }
      };
      await Promise.all(shared.map(caller));

      expect(passed.length).toBeGreaterThan(limit.burst);
      expect(worstWindow(passed, limit)).toBeLessThanOrEqual(0);
    }
  });
});

/** By how many the fullest window is beyond what it may have. */
function worstWindow(times: readonly number[], { burst, perMinute }: Limit): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.max(
    ...sorted.flatMap((from, first) =>
      sorted.slice(first).map((to, index) => index + 1 - (burst + Math.floor((perMinute * (to - from)) / MINUTE))),
    ),
  );
}

/** Numbers that look random and are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
