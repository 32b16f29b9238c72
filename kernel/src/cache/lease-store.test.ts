import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readyLeases } from '../../testing/ready-leases.js';
import { createLogger } from '../logger/index.js';
import { connectRedis, memoryLeases, redisLeases } from './index.js';
import type { Filling, LeaseAnswer, LeaseStore } from './lease-store.js';
import { plainJson } from './plain-json.js';

const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

const TTL = 60_000;
const noTags = { tags: [] as string[] };

function contract(open: () => LeaseStore) {
  const aPlace = (tag: string | null = null) => ({ key: `{${randomUUID()}}:thing`, tag });
  const lease = async (store: LeaseStore, place: { key: string; tag: string | null }): Promise<LeaseAnswer> => {
    const [answer] = await store.read([place]);
    expect(answer).toMatchObject({ is: 'lease' });
    return answer as LeaseAnswer;
  };
  const filling = (place: Filling['place'], { nonce, generation }: LeaseAnswer, rest: Partial<Filling> = {}): Filling => ({
    place,
    nonce,
    generation,
    version: '10',
    ttl: TTL,
    ...plainJson({ text: 'it\'s "1" \\ ä', list: [1, null] }),
    ...rest,
  });
  const fillNew = async (store: LeaseStore, place: Filling['place'], rest?: Partial<Filling>) => {
    const [filled] = await store.fill([filling(place, await lease(store, place), rest)]);
    return filled;
  };
  const kindOf = async (store: LeaseStore, place: Filling['place']) => (await store.read([place]))[0]?.is;

  it('gives one reader the lease, has the others wait, and gives all what was filled', async () => {
    const [store, place] = [open(), aPlace()];
    const answers = await store.read([place, place, place]);
    const won = answers.filter(({ is }) => is === 'lease');

    expect(answers.map(({ is }) => is).toSorted()).toEqual(['lease', 'waiting', 'waiting']);
    expect(await store.fill([filling(place, won[0] as LeaseAnswer)])).toEqual([true]);
    expect(await store.read([place])).toEqual([
      { is: 'hit', value: { text: 'it\'s "1" \\ ä', list: [1, null] }, version: '10', left: expect.any(Number) },
    ]);
    expect((await store.peek([place, aPlace()])).map((hit) => hit?.version ?? null)).toEqual(['10', null]);
  });

  it('answers many in one call, each by itself', async () => {
    const store = open();
    const places = Array.from({ length: 20 }, () => aPlace());
    for (const place of places.slice(0, 10)) await fillNew(store, place, { version: place.key.length.toString() });

    expect((await store.read(places)).map(({ is }) => is)).toEqual([...Array(10).fill('hit'), ...Array(10).fill('lease')]);
  });

  it('does not fill without the lease, nor twice with it', async () => {
    const [store, place] = [open(), aPlace()];
    const answer = await lease(store, place);

    expect(await store.fill([filling(place, { ...answer, nonce: 'another' })])).toEqual([false]);
    expect(await store.fill([filling(place, answer)])).toEqual([true]);
    expect(await store.fill([filling(place, answer)])).toEqual([false]);
  });

  it('does not fill with what an invalidation has overtaken, and fills with what holds it', async () => {
    const [store, place] = [open(), aPlace()];
    const answer = await lease(store, place);
    await store.invalidate({ keys: [place.key], ...noTags }, '11');

    expect(await store.fill([filling(place, answer)])).toEqual([false]);
    expect(await fillNew(store, place, { version: '10' })).toBe(false);
    expect(await fillNew(store, place, { version: '11' })).toBe(true);
  });

  it('lets an invalidation be late, repeated and out of order', async () => {
    const [store, place] = [open(), aPlace()];
    await fillNew(store, place, { version: '20' });
    for (const version of ['19', '20', '20', '3']) await store.invalidate({ keys: [place.key], ...noTags }, version);
    expect(await kindOf(store, place)).toBe('hit');

    await store.invalidate({ keys: [place.key], ...noTags }, '21');

    expect((await store.peek([place]))[0]).toBeNull();
    expect(await fillNew(store, place, { version: '20' })).toBe(false);
    await store.invalidate({ keys: [place.key], ...noTags }, '4');
    expect(await fillNew(store, place, { version: '20' })).toBe(false);
  });

  it('shows what is out of date to those who wait for the one who loads, but not after a drop', async () => {
    const [store, place] = [open(), aPlace()];
    await fillNew(store, place);
    await store.invalidate({ keys: [place.key], ...noTags }, '11');
    await lease(store, place);

    expect(await store.read([place])).toEqual([{ is: 'waiting', stale: { text: 'it\'s "1" \\ ä', list: [1, null] } }]);
    await store.drop({ keys: [place.key], ...noTags });
    await lease(store, place);
    expect(await store.read([place])).toEqual([{ is: 'waiting', stale: undefined }]);
  });

  it('takes the lease away with a drop, and remembers the tombstone', async () => {
    const [store, place] = [open(), aPlace()];
    await store.invalidate({ keys: [place.key], ...noTags }, '11');
    const answer = await lease(store, place);
    await store.drop({ keys: [place.key], ...noTags });

    expect(await store.fill([filling(place, answer, { version: '12' })])).toEqual([false]);
    expect(await fillNew(store, place, { version: '10' })).toBe(false);
  });

  it('gives the lease to the next one where it was given back', async () => {
    const [store, place] = [open(), aPlace()];
    const { nonce } = await lease(store, place);

    await store.release([{ place, nonce: 'another' }]);
    expect(await kindOf(store, place)).toBe('waiting');
    await store.release([{ place, nonce }]);
    expect(await kindOf(store, place)).toBe('lease');
  });

  it('shows nothing past its time, not even to those who wait', async () => {
    const [store, place] = [open(), aPlace()];
    await fillNew(store, place, { ttl: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await store.invalidate({ keys: [place.key], ...noTags }, '11');

    expect(await kindOf(store, place)).toBe('lease');
    expect(await store.read([place])).toEqual([{ is: 'waiting', stale: undefined }]);
  });

  it('forgets all of a tag at once, and never goes back to an earlier generation', async () => {
    const [store, tag] = [open(), `{platform}:#${randomUUID()}`];
    const [one, other] = [aPlace(tag), aPlace(tag)];
    for (const place of [one, other]) await fillNew(store, place);
    expect([await kindOf(store, one), await kindOf(store, other)]).toEqual(['hit', 'hit']);

    await store.invalidate({ keys: [], tags: [tag] }, '11');
    expect(await store.peek([one, other])).toEqual([null, null]);
    expect(await fillNew(store, one, { version: '10' })).toBe(false);
    expect(await fillNew(store, one, { version: '11' })).toBe(true);
    await store.invalidate({ keys: [], tags: [tag] }, '11');
    expect(await kindOf(store, one)).toBe('hit');

    await store.drop({ keys: [], tags: [tag] });
    expect(await store.peek([one])).toEqual([null]);
  });

  it('does not fill a list whose tag changed while it was read', async () => {
    const [store, tag] = [open(), `{platform}:#${randomUUID()}`];
    const place = aPlace(tag);
    const answer = await lease(store, place);
    await store.drop({ keys: [], tags: [tag] });

    expect(await store.fill([filling(place, answer, { version: '99' })])).toEqual([false]);
  });

  it('knows how far it was told', async () => {
    const store = open();
    await store.invalidate({ keys: [], tags: [] }, '1000000');
    await store.invalidate({ keys: [], tags: [] }, '999999');

    expect(await store.position()).toBe('1000000');
  });

  it('compares versions as numbers', async () => {
    const [store, place] = [open(), aPlace()];
    await store.invalidate({ keys: [place.key], ...noTags }, '9');

    expect(await fillNew(store, place, { version: '10' })).toBe(true);
    await store.invalidate({ keys: [place.key], ...noTags }, '9007199254740991');
    expect(await fillNew(store, place, { version: '9007199254740990' })).toBe(false);
  });
}

describe('leases in memory', () => {
  contract(() => memoryLeases());

  it('forget the lease with the tombstone, so that nobody fills behind it', async () => {
    const store = memoryLeases({ maxEntries: 2 });
    const place = { key: 'a', tag: null };
    const [answer] = await store.read([place]);
    await store.invalidate({ keys: ['a'], tags: [] }, '11');
    await store.invalidate({ keys: ['b', 'c', 'd'], tags: [] }, '12');

    const { nonce, generation } = answer as LeaseAnswer;
    expect(await store.fill([{ place, nonce, generation, version: '10', ttl: TTL, ...plainJson(1) }])).toEqual([false]);
  });

  it('show what is out of date for half a minute and no longer', async () => {
    let now = 0;
    const store = memoryLeases({ now: () => now });
    const place = { key: 'a', tag: null };
    const { nonce, generation } = (await store.read([place]))[0] as LeaseAnswer;
    await store.fill([{ place, nonce, generation, version: '1', ttl: 600_000, ...plainJson('old') }]);
    await store.invalidate({ keys: ['a'], tags: [] }, '2');
    now = 25_999;
    await store.read([place]);
    expect(await store.read([place])).toEqual([{ is: 'waiting', stale: 'old' }]);

    now = 30_001;
    expect(await store.read([place])).toEqual([{ is: 'waiting', stale: undefined }]);
    // The one who had the lease is taken for dead.
    now = 31_000;
    expect((await store.read([place]))[0]?.is).toBe('lease');
  });
});

(url ? describe : describe.skip)('leases in Redis', () => {
  const redis = connectRedis(url ?? '', log);
  let store: LeaseStore;
  beforeAll(async () => {
    store = redisLeases({ redis, name: randomUUID(), log });
    await readyLeases(store);
  });
  afterAll(() => store.close());
  contract(() => store);

  it('keep one replica’s entries for all, and each subgraph’s apart', async () => {
    const name = randomUUID();
    const [one, other] = [connectRedis(url ?? '', log), connectRedis(url ?? '', log)];
    const replicas = [redisLeases({ redis: one, name, log }), redisLeases({ redis: other, name, log })] as const;
    const place = { key: '{a}:thing', tag: null };
    await Promise.all(replicas.map(readyLeases));
    const { nonce, generation } = (await replicas[0].read([place]))[0] as LeaseAnswer;
    await replicas[0].fill([{ place, nonce, generation, version: '1', ttl: TTL, ...plainJson('shared') }]);

    expect(await replicas[1].read([place])).toMatchObject([{ is: 'hit', value: 'shared' }]);
    expect(await store.peek([place])).toEqual([null]);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('forget everything that lives on without its owner', async () => {
    const keys = await redis.keys('cache:*');
    const lives = await Promise.all(keys.map((key) => redis.pttl(key)));

    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key, index) => (lives[index] ?? 0) < 0 && !key.endsWith(':position'))).toEqual([]);
  });
});
