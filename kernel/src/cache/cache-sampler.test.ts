import { describe, expect, it } from '@jest/globals';
import { CachedNumbers } from '../../testing/cached-numbers.js';
import { createLogger } from '../logger/index.js';
import { CacheCounters } from './cache-counters.js';
import { CacheSampler } from './cache-sampler.js';
import { memoryLeases } from './index.js';

describe('the sampler', () => {
  async function arrange() {
    const numbers = new CachedNumbers();
    const store = memoryLeases();
    const caches = numbers.open({ store });
    for (const id of ['a', 'b']) numbers.write(id, 1);
    await caches.get(numbers.one, ['a', 'b']);
    const counters = new CacheCounters();
    const log = createLogger({ service: 'sampler', level: 'silent' });
    const told: object[] = [];
    log.warn = ((fields: object) => told.push(fields)) as never;
    const load = async (_family: unknown, ids: readonly string[]) => ids.map((id) => ({ number: numbers.rows.get(id) }));
    const sampler = new CacheSampler({ store, counters, log, load, patience: 20 });
    sampler.remember(numbers.one, ['a', 'b']);
    return { numbers, caches, sampler, told, stats: () => counters.stats()['numbers:{id}'] };
  }

  it('finds nothing where the cache is true', async () => {
    const { sampler, stats, told } = await arrange();

    await sampler.sample();

    expect([stats(), told]).toMatchObject([{ sampled: 2, wrong: 0 }, []]);
  });

  it('counts, tells and drops what was changed and never told of', async () => {
    const { numbers, caches, sampler, stats, told } = await arrange();
    numbers.rows.set('a', 2);
    expect(await caches.get(numbers.one, ['a'])).toEqual([{ number: 1 }]);

    await sampler.sample();

    expect(stats()).toMatchObject({ sampled: 2, wrong: 1 });
    expect(told).toEqual([{ family: 'numbers:{id}', entries: 1 }]);
    expect(await caches.get(numbers.one, ['a'])).toEqual([{ number: 2 }]);
  });

  it('waits for events that are still on their way', async () => {
    const { numbers, caches, sampler, stats } = await arrange();
    const event = numbers.write('a', 2);

    const sampling = sampler.sample();
    await caches.changed([event]);
    await sampling;

    expect(stats()).toMatchObject({ sampled: 2, wrong: 0 });
  });
});
