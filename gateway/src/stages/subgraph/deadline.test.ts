import { describe, expect, it } from '@jest/globals';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import type { Operation, SubgraphCall } from '../../operation.js';
import { deadline } from './deadline.js';

function aCall({ startedAt = performance.now(), client = new AbortController() } = {}) {
  const operation = { request: { id: 'r-1', startedAt, signal: client.signal } } as Operation;
  const call: SubgraphCall = { subgraph: 'books', query: '{ a }', variables: {}, operation, signal: client.signal };
  return { call, client };
}

/** A subgraph that never answers and does not listen to the signal either. */
function deaf() {
  const seen: SubgraphCall[] = [];
  const next = (call: SubgraphCall) => {
    seen.push(call);
    return new Promise<SubgraphResponse>(() => {});
  };
  return { next, seen };
}

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

  it('calls nobody for a client that has already gone', async () => {
    const { call, client } = aCall();
    const { next, seen } = deaf();
    client.abort();

    await expect(deadline(10_000)(call, next)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(seen).toEqual([]);
  });
});
