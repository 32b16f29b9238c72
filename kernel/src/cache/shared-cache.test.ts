import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CachedNumbers } from '../../testing/cached-numbers.js';
import { type OwnRedis, ownRedis } from '../../testing/own-redis.js';
import { readyLeases } from '../../testing/ready-leases.js';
import { until } from '../../testing/until.js';
import { createLogger } from '../logger/index.js';
import { type Caches, connectRedis, type SharedCache, sharedCache } from './index.js';

const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

(url ? describe : describe.skip)('a cache that processes share', () => {
  const opened: SharedCache[] = [];
  let own: OwnRedis;
  beforeAll(async () => {
    own = await ownRedis();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((cache) => cache.close()));
  });
  afterAll(() => own?.remove());

  async function open(at: string, name: string): Promise<SharedCache> {
    const cache = sharedCache({ url: at, name, log });
    opened.push(cache);
    await readyLeases(cache.store);
    const probe = { key: '{platform}:probe', tag: null };
    await until(() => {
      cache.near.put(probe, { value: 1, left: 1_000 }, cache.near.news);
      return cache.near.get(probe) === 1;
    });
    return cache;
  }
  const read = async (caches: Caches, numbers: CachedNumbers, id = 'a') => (await caches.get(numbers.one, [id]))[0]?.number;

  it('is filled by one for all, and what each keeps of it is forgotten as soon as another one changes it', async () => {
    const [numbers, name] = [new CachedNumbers(), randomUUID()];
    const [one, other] = [numbers.open(await open(url ?? '', name)), numbers.open(await open(url ?? '', name))];
    numbers.write('a', 1);
    await read(one, numbers);
    for (const caches of [one, other]) for (let turn = 0; turn < 3; turn += 1) expect(await read(caches, numbers)).toBe(1);
    expect(numbers.loads).toHaveLength(1);
    await until(async () => {
      await read(other, numbers);
      return (other.stats()['numbers:{id}']?.near ?? 0) > 0;
    });

    await one.committed([numbers.write('a', 2)]);

    expect(await read(one, numbers)).toBe(2);
    await until(async () => (await read(other, numbers)) === 2);
  });

  it('forgets lists of all processes, too', async () => {
    const [numbers, name] = [new CachedNumbers(), randomUUID()];
    const [one, other] = [numbers.open(await open(url ?? '', name)), numbers.open(await open(url ?? '', name))];
    const event = numbers.write('a', 1);
    for (let turn = 0; turn < 3; turn += 1) expect(await other.get(numbers.all, [''])).toEqual([[1]]);

    await one.changed([event, numbers.write('b', 2)]);

    await until(async () => (await other.get(numbers.all, ['']))[0]?.length === 2);
  });

  it('fails for nobody when Redis is killed in the middle, and what it lost is read anew when it is back', async () => {
    const [numbers, name] = [new CachedNumbers(), randomUUID()];
    const caches = numbers.open(await open(own.url, name));
    for (const id of ['a', 'b']) numbers.write(id, 1);
    for (const id of ['a', 'b']) await read(caches, numbers, id);

    const reading = Promise.all(Array.from({ length: 50 }, async (_, turn) => sleep(turn * 4).then(() => read(caches, numbers, 'a'))));
    await sleep(40);
    await own.kill();
    expect(new Set(await reading)).toEqual(new Set([1]));
    await until(async () => {
      await read(caches, numbers, 'b');
      return (caches.stats()['numbers:{id}']?.bypassed ?? 0) > 0;
    });
    numbers.write('a', 2);
    await expect(caches.changed([numbers.write('a', 3)])).rejects.toThrow('cannot be reached');
    expect(await read(caches, numbers)).toBe(3);

    await own.start();
    await readyLeases((opened.at(-1) as SharedCache).store);
    const loads = numbers.loads.length;
    for (let turn = 0; turn < 3; turn += 1) expect(await read(caches, numbers)).toBe(3);
    expect(numbers.loads.length).toBe(loads + 1);
  }, 60_000);

  it('believes nothing of a Redis that was started again, since it may have slept through a change', async () => {
    const [numbers, name] = [new CachedNumbers(), randomUUID()];
    const caches = numbers.open(await open(own.url, name));
    numbers.write('a', 1);
    expect(await read(caches, numbers)).toBe(1);

    await own.rest();
    numbers.write('a', 2);
    await own.start();
    await readyLeases((opened.at(-1) as SharedCache).store);

    const redis = connectRedis(own.url, log);
    await until(() => redis.status === 'ready');
    const kept = (await redis.keys('cache:*')).filter((key) => key.endsWith('numbers:a'));
    redis.disconnect();
    // It is still there, under the name of another life.
    expect(kept.length).toBeGreaterThan(0);
    expect(await read(caches, numbers)).toBe(2);
  }, 60_000);
});
