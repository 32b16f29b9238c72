import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { getOrLoad, memoryCache } from './index.js';

describe('getOrLoad', () => {
  it('loads once for all who miss at the same time, and then not until the entry is gone', async () => {
    const cache = memoryCache();
    const load = jest.fn(async () => {
      await sleep(5);
      return { value: 1 };
    });
    const read = () => getOrLoad(cache, { key: 'k', ttl: 60_000, load });

    const answers = await Promise.all([read(), read(), read()]);
    await read();

    expect(answers).toEqual([{ value: 1 }, { value: 1 }, { value: 1 }]);
    expect(load).toHaveBeenCalledTimes(1);
    await cache.delete('k');
    await read();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('does not remember a failure', async () => {
    const cache = memoryCache();
    const load = jest.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('down')).mockResolvedValue('up');
    const read = () => getOrLoad(cache, { key: 'k', ttl: 60_000, load });

    await expect(read()).rejects.toThrow('down');
    expect(await read()).toBe('up');
  });

  it('hands out copies, so that nobody changes what others read', async () => {
    const cache = memoryCache();
    await cache.set('k', { list: [1] }, 60_000);

    (await cache.get<{ list: number[] }>('k'))?.list.push(2);

    expect(await cache.get('k')).toEqual({ list: [1] });
  });

  it('forgets after the time to live', async () => {
    const cache = memoryCache();
    await cache.set('k', 1, 5);
    await sleep(20);
    expect(await cache.get('k')).toBeUndefined();
  });
});
