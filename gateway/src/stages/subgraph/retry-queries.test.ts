import { describe, expect, it } from '@jest/globals';
import { type SubgraphResponse, SubgraphUnavailableError, type UnavailableOptions } from '@supergraph/kernel/transport';
import { aSubgraphCall, type CallInit } from '../../testing/a-subgraph-call.js';
import { retryQueries } from './retry-queries.js';

/** A subgraph that fails so often before it answers. */
function failing(times: number, options: UnavailableOptions = { isTransient: true }) {
  let calls = 0;
  const next = async (): Promise<SubgraphResponse> => {
    calls += 1;
    if (calls <= times) throw new SubgraphUnavailableError('books', options);
    return { data: { a: calls } };
  };
  return { next, calls: () => calls };
}

function setUp(retries = 2) {
  let counted = 0;
  const metrics = {
    retries: {
      add: () => {
        counted += 1;
      },
    },
  };
  const stage = retryQueries({ retriesOf: () => retries, metrics, pauseOf: () => 1 });
  return {
    send: (next: () => Promise<SubgraphResponse>, init: CallInit = {}) => stage(aSubgraphCall(init).call, next),
    counted: () => counted,
  };
}

describe('retryQueries', () => {
  it('asks again until there is an answer', async () => {
    const { send, counted } = setUp();

    expect(await send(failing(2).next)).toEqual({ data: { a: 3 } });
    expect(counted()).toBe(2);
  });

  it('gives up after so many tries', async () => {
    const { send } = setUp();
    const subgraph = failing(9);

    await expect(send(subgraph.next)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(subgraph.calls()).toBe(3);
  });

  it.each([
    ['a mutation', { query: 'mutation A { a }' }, { isTransient: true }],
    ['a subscription', { query: 'subscription A { a }' }, { isTransient: true }],
    ['what no other try changes', {}, { isTransient: false }],
    ['what is to wait for longer than anybody would', {}, { isTransient: true, retryAfter: 60_000 }],
  ])('sends %s once', async (_, init, options) => {
    const subgraph = failing(9, options);

    await expect(setUp().send(subgraph.next, init)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(subgraph.calls()).toBe(1);
  });

  it('waits as long as the subgraph asks for', async () => {
    const began = performance.now();

    await setUp().send(failing(1, { isTransient: true, retryAfter: 60 }).next);

    expect(performance.now() - began).toBeGreaterThan(55);
  });

  it('ends with its client', async () => {
    const client = new AbortController();
    const subgraph = failing(9, { isTransient: true, retryAfter: 4_000 });
    setTimeout(() => client.abort(), 10);

    await expect(setUp().send(subgraph.next, { client })).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(subgraph.calls()).toBe(1);
  });

  it('lets through what is no failure of the subgraph', async () => {
    const bug = new TypeError('a bug');

    await expect(setUp().send(() => Promise.reject(bug))).rejects.toBe(bug);
  });
});
