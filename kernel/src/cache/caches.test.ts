import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { CachedNumbers } from '../../testing/cached-numbers.js';
import { CacheAwayError, type LeaseStore, memoryLeases } from './index.js';

/** A promise and its end. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: () => promise, open: resolve };
}

const away = async () => {
  throw new CacheAwayError();
};
const awayStore: LeaseStore = {
  read: away,
  peek: away,
  fill: away,
  release: away,
  invalidate: away,
  drop: away,
  position: away,
  close: away,
};

describe('cached reads', () => {
  it('ask the store once and the database once for a batch, and then the store alone', async () => {
    const numbers = new CachedNumbers();
    const store = memoryLeases();
    const read = jest.spyOn(store, 'read');
    const caches = numbers.open({ store });
    for (const id of ['a', 'b']) numbers.write(id, 1);

    expect(await caches.get(numbers.one, ['b', 'a', 'b', 'nothing'])).toEqual([{ number: 1 }, { number: 1 }, { number: 1 }, null]);
    expect(await caches.get(numbers.one, ['a', 'b'])).toEqual([{ number: 1 }, { number: 1 }]);

    expect(read).toHaveBeenCalledTimes(2);
    expect(numbers.loads).toEqual([['b', 'a', 'nothing']]);
    expect(caches.stats()['numbers:{id}']).toMatchObject({ filled: 2, unkept: 1, hits: 2, hitRate: 0.4 });
  });

  it('share one load among all who miss at the same time', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open();
    numbers.write('a', 1);

    await Promise.all(Array.from({ length: 20 }, () => caches.get(numbers.one, ['a'])));

    expect(numbers.loads).toHaveLength(1);
  });

  it('are new for whoever comes after a commit, even while somebody still reads what was before', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open({ families: [numbers.one] });
    numbers.write('a', 1);
    const slow = gate();
    numbers.after = slow.wait;
    const early = caches.get(numbers.one, ['a']);
    await sleep(5);

    const event = numbers.write('a', 2);
    await caches.committed([event]);
    numbers.after = async () => {};
    const late = await caches.get(numbers.one, ['a']);
    slow.open();

    expect(late).toEqual([{ number: 2 }]);
    expect(await early).toEqual([{ number: 1 }]);
    expect(await caches.get(numbers.one, ['a'])).toEqual([{ number: 2 }]);
  });

  it('of a list are new, too, for whoever comes after a commit', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open({ families: [numbers.all] });
    numbers.write('a', 1);
    const slow = gate();
    numbers.after = slow.wait;
    const early = caches.get(numbers.all, ['']);
    await sleep(5);

    await caches.committed([numbers.write('a', 2)]);
    numbers.after = async () => {};
    const late = await caches.get(numbers.all, ['']);
    slow.open();

    expect([late, await early, await caches.get(numbers.all, [''])]).toEqual([[[2]], [[1]], [[2]]]);
  });

  it('hear of what another process changed, lists and all', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open();
    numbers.write('a', 1);
    await caches.get(numbers.one, ['a']);
    await caches.get(numbers.all, ['']);

    await caches.changed([numbers.write('a', 2), numbers.write('b', 3)]);

    expect(await caches.get(numbers.one, ['a'])).toEqual([{ number: 2 }]);
    expect(await caches.get(numbers.all, [''])).toEqual([[2, 3]]);
  });

  it('are frozen: nobody changes what others read', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open();
    numbers.write('a', 1);

    const answers = [await caches.get(numbers.one, ['a']), await caches.get(numbers.one, ['a'])];

    for (const [value] of answers) expect(() => Object.assign(value as object, { number: 2 })).toThrow(TypeError);
  });

  it('do not keep what the family does not want kept, nor what is not there', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open();
    numbers.rows.set('a', -1);

    for (let turn = 0; turn < 3; turn += 1) expect(await caches.get(numbers.one, ['a', 'nothing'])).toEqual([{ number: -1 }, null]);

    expect(numbers.loads).toHaveLength(3);
  });

  it('fail with the load, and let the next one try', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open();
    numbers.write('a', 1);
    numbers.before = async () => {
      throw new Error('the database is away');
    };
    await expect(caches.get(numbers.one, ['a'])).rejects.toThrow('the database is away');

    numbers.before = async () => {};
    expect(await caches.get(numbers.one, ['a'])).toEqual([{ number: 1 }]);
    expect(caches.stats()['numbers:{id}']).toMatchObject({ filled: 1, impatient: 0 });
  });

  it('wait a while for another process that loads, and then read for themselves', async () => {
    const numbers = new CachedNumbers();
    const store = memoryLeases();
    const [one, other] = [numbers.open({ store }), numbers.open({ store })];
    numbers.write('a', 1);
    const slow = gate();
    numbers.before = slow.wait;
    const first = one.get(numbers.one, ['a']);
    await sleep(5);
    numbers.before = async () => {};

    const second = other.get(numbers.one, ['a']);
    await sleep(30);
    expect(numbers.loads).toHaveLength(1);
    expect(await second).toEqual([{ number: 1 }]);
    slow.open();
    await first;

    expect(other.stats()['numbers:{id}']).toMatchObject({ impatient: 1, filled: 0 });
    expect(one.stats()['numbers:{id}']).toMatchObject({ filled: 1 });
  });

  it('show what is out of date to those who would have to wait for another process', async () => {
    const numbers = new CachedNumbers();
    const store = memoryLeases();
    const [one, other] = [numbers.open({ store }), numbers.open({ store })];
    numbers.write('a', 1);
    await one.get(numbers.one, ['a']);
    await one.changed([numbers.write('a', 2)]);
    const slow = gate();
    numbers.before = slow.wait;

    const first = one.get(numbers.one, ['a']);
    await sleep(5);

    expect(await other.get(numbers.one, ['a'])).toEqual([{ number: 1 }]);
    slow.open();
    expect(await first).toEqual([{ number: 2 }]);
    expect(await other.get(numbers.one, ['a'])).toEqual([{ number: 2 }]);
  });
});

describe('cached reads while the store is away', () => {
  it('come from the database, so many at a time as it is told, and fail for nobody', async () => {
    const numbers = new CachedNumbers();
    const caches = numbers.open({ store: awayStore, bypassLoads: 3 });
    let [running, most] = [0, 0];
    numbers.before = async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(2);
      running -= 1;
    };
    const ids = Array.from({ length: 30 }, (_, index) => `id-${index}`);
    for (const id of ids) numbers.write(id, 7);

    const answers = await Promise.all(ids.map((id) => caches.get(numbers.one, [id])));

    expect(answers.flat()).toEqual(ids.map(() => ({ number: 7 })));
    expect(most).toBe(3);
    expect(caches.stats()['numbers:{id}']).toMatchObject({ bypassed: 30, hitRate: 0 });
    await caches.committed([numbers.write('id-0', 8)]);
    await expect(caches.changed([numbers.write('id-0', 9)])).rejects.toThrow(CacheAwayError);
  });

  it('are counted as such, and cached again when it is back', async () => {
    const numbers = new CachedNumbers();
    const store = memoryLeases();
    const read = jest.spyOn(store, 'read').mockImplementation(away);
    const caches = numbers.open({ store });
    numbers.write('a', 1);
    await caches.get(numbers.one, ['a']);
    read.mockRestore();

    await caches.get(numbers.one, ['a']);
    await caches.get(numbers.one, ['a']);

    expect(caches.stats()['numbers:{id}']).toMatchObject({ bypassed: 1, filled: 1, hits: 1 });
  });
});
