import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../events/index.js';
import { anApiKeyFact } from '../testing/index.js';
import { type FactsProvider, factsFeed } from './index.js';

const KEY = anApiKeyFact({ id: 'key-1' });

const feedOf = (provider: FactsProvider, records: Partial<EventRecord>[] = []) =>
  factsFeed({
    provider,
    context: () => ({}),
    events: async () => records as EventRecord[],
    head: async () => '7',
  });

describe('a feed of facts', () => {
  it('asks its provider about what is asked only, and says what it provides at all', async () => {
    const asked: unknown[] = [];
    const feed = feedOf({
      apiKeys: async (_, ids) => {
        asked.push(ids);
        return [KEY];
      },
    });

    expect(await feed.ask({ apiKeys: ['key-1', 'key-2'] })).toEqual({
      position: '7',
      provides: ['apiKeys'],
      organizations: [],
      places: [],
      endedSessions: [],
      changedMembers: [],
      apiKeys: [KEY],
    });
    await feed.ask({ organizations: ['org-1'] });
    expect(asked).toEqual([['key-1', 'key-2']]);
  });

  it('reads the position before the facts: they may be newer than they say, never older', async () => {
    const order: string[] = [];
    const feed = factsFeed({
      provider: {
        apiKeys: async () => {
          order.push('facts');
          return [KEY];
        },
      },
      context: () => ({}),
      events: async () => [],
      head: async () => {
        order.push('position');
        return '7';
      },
    });
    await feed.ask({ apiKeys: ['key-1'] });

    expect(order).toEqual(['position', 'facts']);
  });

  it('tells of keys as its provider reads events', async () => {
    const provider: FactsProvider = { changes: ({ aggregateId }) => [{ apiKey: aggregateId }] };
    const feed = feedOf(provider, [
      { position: '8', aggregateId: 'key-1' },
      { position: '9', aggregateId: 'key-2' },
    ]);

    expect(await feed.changes({ after: '7', wait: 0 })).toEqual({ position: '9', changes: [{ apiKey: 'key-1' }, { apiKey: 'key-2' }] });
  });
});
