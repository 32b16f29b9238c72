import { describe, expect, it } from '@jest/globals';
import type { Delivery, StreamBatch } from '../bus/event-reader.js';
import { workThrough } from './batch-work.js';

const aDelivery = (key: string, at: number): Delivery => ({
  topic: 't',
  stream: 't/0',
  at: String(at),
  storedAt: 0,
  record: { aggregateType: 'thing', aggregateId: key, id: `${key}${at}` } as Delivery['record'],
  raw: () => ({ key: null, headers: {}, value: null }),
});

function aBatch(keys: string[]) {
  const commits: string[] = [];
  const state = { isLost: false, heartbeat: async () => {} };
  const batch: StreamBatch = {
    stream: 't/0',
    deliveries: keys.map((key, at) => aDelivery(key, at)),
    commit: async (at) => void commits.push(at),
    heartbeat: () => state.heartbeat(),
    isLost: () => state.isLost,
  };
  return { batch, commits, state };
}

const never = new AbortController().signal;

describe('the work on a batch', () => {
  it('commits nothing past what is still in the works', async () => {
    const { batch, commits } = aBatch(['a', 'b', 'a', 'slow', 'b', 'a', 'c']);
    const slow = Promise.withResolvers<void>();
    const done: string[] = [];
    const working = workThrough(batch, {
      lanes: 8,
      signal: never,
      handle: async ({ at, record }) => {
        if (record?.aggregateId === 'slow') await slow.promise;
        done.push(at);
        return true;
      },
    });
    // The pulse commits what it may after a second.
    while (commits.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

    expect([...done].sort()).toEqual(['0', '1', '2', '4', '5', '6']);
    expect(commits).toEqual(['2']);
    slow.resolve();
    await working;
    expect(commits).toEqual(['2', '6']);
  });

  it('takes the messages of one key one after the other, keys side by side', async () => {
    const { batch } = aBatch(['a', 'a', 'b', 'a', 'b']);
    const running = new Set<string>();
    let most = 0;
    const order: string[] = [];
    await workThrough(batch, {
      lanes: 8,
      signal: never,
      handle: async ({ at, record }) => {
        const key = record?.aggregateId ?? '';
        expect(running).not.toContain(key);
        running.add(key);
        most = Math.max(most, running.size);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running.delete(key);
        order.push(`${key}${at}`);
        return true;
      },
    });

    expect(most).toBe(2);
    expect(order.filter((text) => text.startsWith('a'))).toEqual(['a0', 'a1', 'a3']);
  });

  it('begins nothing new, and commits nothing, once the stream is somebody else’s', async () => {
    const { batch, commits, state } = aBatch(['a', 'a', 'a']);
    const done: string[] = [];
    await workThrough(batch, {
      lanes: 1,
      signal: never,
      handle: async ({ at }) => {
        done.push(at);
        state.isLost = at === '1';
        return true;
      },
    });

    expect([done, commits]).toEqual([['0', '1'], []]);
  });

  it('ends with what the heartbeat says', async () => {
    const { batch, state } = aBatch(['a', 'b']);
    state.heartbeat = async () => {
      state.isLost = true;
      throw new Error('rebalancing');
    };
    const over = Promise.withResolvers<boolean>();
    const working = workThrough(batch, { lanes: 1, signal: never, handle: () => over.promise });
    setTimeout(() => over.resolve(false), 1_200);

    await expect(working).rejects.toThrow('rebalancing');
  });
});
