import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { SubgraphCall } from '../../operation.js';
import { aSubgraphCall as aCall, deafSubgraph as deaf } from '../../testing/a-subgraph-call.js';
import { deadline, tryDeadline } from './deadline.js';

describe('deadline', () => {
  it('passes on an answer that comes in time', async () => {
    expect(await deadline(1_000)(aCall().call, async () => ({ data: { a: 1 } }))).toEqual({ data: { a: 1 } });
  });

  it('gives up a subgraph that does not answer, and tells it so', async () => {
    const { next, seen } = deaf();

    await expect(deadline(20)(aCall().call, next)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'books' });
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  it("counts from the request's start, not from the call's", async () => {
    const started = performance.now();

    await expect(deadline(10_000)(aCall({ startedAt: started - 9_980 }).call, deaf().next)).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('gives up when the client goes away', async () => {
    const { call, client } = aCall();
    const { next, seen } = deaf();
    setTimeout(() => client.abort(), 5);

    await expect(deadline(10_000)(call, next)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  it('has nothing more to do with a call that was answered: neither its time nor its client ends it', async () => {
    const { call, client } = aCall();
    const signals: SubgraphCall['signal'][] = [];
    await deadline(20)(call, async ({ signal }) => {
      signals.push(signal);
      return { data: {} };
    });
    await sleep(60);
    const late = signals[0]?.aborted;
    client.abort();

    expect([late, signals[0]?.aborted]).toEqual([false, false]);
  });

  it('calls nobody for a client that has already gone', async () => {
    const { call, client } = aCall();
    const { next, seen } = deaf();
    client.abort();

    await expect(deadline(10_000)(call, next)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(seen).toEqual([]);
  });
});

describe('tryDeadline', () => {
  it('gives a try up after the time of the subgraph, so that there may be another one', async () => {
    const { next, seen } = deaf();

    await expect(tryDeadline(() => 20, 10_000)(aCall().call, next)).rejects.toMatchObject({ isTransient: true });
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  it('leaves it to the deadline of the request where that is sooner', async () => {
    const { call } = aCall();
    const seen: unknown[] = [];

    await tryDeadline(() => 10_000, 10_000)(call, async (passed) => {
      seen.push(passed);
      return {};
    });

    expect(seen).toEqual([call]);
  });
});
