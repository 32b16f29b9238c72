import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { aBucket } from '../../testing/a-bucket.js';
import { redisRateLimiter } from './redis-rate-limiter.js';

const url = process.env.TEST_REDIS_URL;

const connections: Redis[] = [];
afterAll(() => Promise.all(connections.map((redis) => redis.quit())));

function connect(): Redis {
  const redis = new Redis(url as string);
  connections.push(redis);
  return redis;
}

(url ? describe : describe.skip)('redisRateLimiter', () => {
  it('is one round trip, however many buckets there are', async () => {
    const redis = connect();
    const sent: string[] = [];
    const sendCommand = redis.sendCommand.bind(redis);
    redis.sendCommand = (command, stream) => {
      sent.push(command.name);
      return sendCommand(command, stream);
    };
    const limiter = redisRateLimiter(redis);
    const takes = [1, 2, 3].map(() => aBucket({ burst: 2, perMinute: 60 }));
    await limiter.take(takes);
    sent.length = 0;

    await limiter.take(takes);

    expect(sent).toEqual(['evalsha']);
  });

  it('teaches the script to a server that has forgotten it', async () => {
    const redis = connect();
    await redis.script('FLUSH');
    const limiter = redisRateLimiter(redis);
    const take = aBucket({ burst: 2, perMinute: 1 });

    expect((await limiter.take([take])).balances[0]?.remaining).toBe(1);
    expect((await limiter.take([take])).balances[0]?.remaining).toBe(0);
  });

  it('counts for two processes together, by the clock of the server', async () => {
    const [one, other] = [redisRateLimiter(connect()), redisRateLimiter(connect())];
    const take = aBucket({ burst: 3, perMinute: 1 });

    const verdicts = [await one.take([take]), await other.take([take]), await one.take([take]), await other.take([take])];

    expect(verdicts.map(({ refusedBy }) => refusedBy.length)).toEqual([0, 0, 0, 1]);
    expect(verdicts[3]?.retryAfter).toBeGreaterThan(0);
  });

  it('puts all buckets into one slot of a cluster, and leaves none behind when they are full again', async () => {
    const redis = connect();
    const takes = [1, 2].map(() => aBucket({ burst: 60, perMinute: 60 }, 30));
    await redisRateLimiter(redis).take(takes);

    const keys = takes.map(({ key }) => `innoerp:{rate}:${key}`);
    const ages = await Promise.all(keys.map((key) => redis.pttl(key)));

    expect(keys.every((key) => /\{[^}]+\}/.exec(key)?.[0] === '{rate}')).toBe(true);
    for (const age of ages) expect(age > 0 && age <= 30_000).toBe(true);
  });
});
