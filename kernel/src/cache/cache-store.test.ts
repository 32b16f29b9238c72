import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { replayGuard } from '../auth/index.js';
import { createLogger } from '../logger/index.js';
import { type CacheStore, connectRedis, memoryCache, redisCache } from './index.js';

// Set by jest's global setup where this machine has a Redis or can get one; the run's last lines say where it has none.
const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

const contract = (open: () => CacheStore) => {
  it('gives back what was set, as a copy', async () => {
    const cache = open();
    const value = { text: 'it\'s "1" \\ ä', list: [1, null], nested: { yes: true } };

    await cache.set('k', value, 60_000);
    const first = await cache.get<typeof value>('k');
    first?.list.push(2);

    expect(await cache.get('k')).toEqual(value);
    expect(await cache.get('another')).toBeUndefined();
  });

  it('forgets after the time to live, and when it is told to', async () => {
    const cache = open();
    await cache.set('short', 1, 20);
    await cache.set('a', 1, 60_000);
    await cache.set('b', 2, 60_000);

    await cache.delete('a', 'b', 'never there');
    await cache.delete();
    await sleep(60);

    expect(await Promise.all(['short', 'a', 'b'].map((key) => cache.get(key)))).toEqual([undefined, undefined, undefined]);
  });

  it('keeps null and false, which are values', async () => {
    const cache = open();
    await cache.set('null', null, 60_000);
    await cache.set('false', false, 60_000);

    expect([await cache.get('null'), await cache.get('false')]).toEqual([null, false]);
  });
};

describe('the cache in memory', () => contract(() => memoryCache()));

(url ? describe : describe.skip)('the cache in Redis', () => {
  const redis = url ? connectRedis(url, log) : undefined;
  const open = () => redisCache(redis as NonNullable<typeof redis>, `${randomUUID()}:`);
  afterAll(() => open().close());
  const ready = () => new Promise<void>((resolve) => (redis?.status === 'ready' ? resolve() : redis?.once('ready', () => resolve())));

  it('connects', ready);
  contract(open);

  it('sets a key once among all that try', async () => {
    const cache = open();

    const won = await Promise.all(Array.from({ length: 20 }, () => cache.setOnce('call', 60_000)));

    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('makes a change count once among all replicas', async () => {
    const [one, other] = [
      redisCache(redis as NonNullable<typeof redis>, 'replay:'),
      redisCache(redis as NonNullable<typeof redis>, 'replay:'),
    ];
    const callId = randomUUID();

    const taken = await Promise.all([one, other].map((shared) => replayGuard(shared).isFirst(callId, { changes: true })));

    expect(taken.toSorted()).toEqual([false, true]);
  });

  it('fails fast while Redis is away', async () => {
    const nobody = connectRedis('redis://127.0.0.1:1', log);
    await expect(redisCache(nobody).get('k')).rejects.toThrow();
    nobody.disconnect();
  });
});
