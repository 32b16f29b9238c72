import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { naiveStore, overSlowLine, race } from '../../testing/cache-race.js';
import { readyLeases } from '../../testing/ready-leases.js';
import { createLogger } from '../logger/index.js';
import { memoryLeases, type SharedCache, sharedCache } from './index.js';

const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

/** Sixty readers and six writers, news that come late, twice and out of order, and a replica that lags behind. */
describe('many readers and writers at once', () => {
  it('leave nothing wrong in memory', async () => {
    const store = overSlowLine(memoryLeases());

    const { wrong, kept, reads, loads } = await race({ processes: [{ store }, { store }, { store }] });

    expect(wrong).toEqual([]);
    expect(kept).toBeGreaterThan(0);
    expect(loads).toBeLessThan(reads);
  }, 60_000);

  it('leave wrong entries where a write just deletes, which is what this test is for', async () => {
    const wrong: string[] = [];
    for (let round = 0; round < 10 && wrong.length === 0; round += 1) {
      const store = overSlowLine(naiveStore());
      wrong.push(...(await race({ processes: [{ store }, { store }] })).wrong);
    }

    expect(wrong).not.toEqual([]);
  }, 120_000);

  (url ? it : it.skip)(
    'leave nothing wrong in Redis, nor in the processes that keep what they read of it',
    async () => {
      const name = randomUUID();
      const opened = Array.from({ length: 3 }, () => sharedCache({ url: url ?? '', name, log }));
      closing.push(...opened);
      await Promise.all(opened.map(({ store }) => readyLeases(store)));
      await sleep(200);

      const { wrong, kept } = await race({ processes: opened.map(({ store, near }) => ({ store: overSlowLine(store, 2), near })) });

      expect(wrong).toEqual([]);
      expect(kept).toBeGreaterThan(0);
    },
    60_000,
  );

  const closing: SharedCache[] = [];
  afterAll(() => Promise.all(closing.map((cache) => cache.close())));
});
