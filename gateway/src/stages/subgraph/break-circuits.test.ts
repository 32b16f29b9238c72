import { describe, expect, it } from '@jest/globals';
import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { aSubgraphCall, deafSubgraph } from '../../testing/a-subgraph-call.js';
import { breakCircuits } from './break-circuits.js';
import { CIRCUIT_RULES } from './circuit.js';

const rules = { ...CIRCUIT_RULES, fewest: 5, rest: [40, 40] as const, trials: 1 };

function setUp() {
  const levels: number[] = [];
  const metrics = { circuit: { set: (_labels: unknown, level: number) => void levels.push(level), add: () => {} } };
  const stage = breakCircuits({ isOn: (name) => name !== 'spared', metrics, rules });
  let calls = 0;
  let answer = (): Promise<SubgraphResponse> => Promise.reject(new SubgraphUnavailableError('books'));
  const send = (subgraph = 'books', client = new AbortController()) =>
    stage(aSubgraphCall({ subgraph, client }).call, () => {
      calls += 1;
      return answer();
    }).then(
      () => 'answered',
      (error) => (/not asked/.test(String(error.cause)) ? 'not asked' : error.code),
    );
  const heal = () => {
    answer = async () => ({ data: {} });
  };
  return { stage, send, heal, levels, calls: () => calls };
}

describe('breakCircuits', () => {
  it('asks a subgraph no more that does not answer, and again when it does', async () => {
    const { send, heal, levels, calls } = setUp();
    for (let call = 0; call < 5; call += 1) await send();
    const refused = await send();
    const other = await send('people');
    heal();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const tried = await send();

    expect([refused, other, tried, calls()]).toEqual(['not asked', 'SUBGRAPH_UNAVAILABLE', 'answered', 7]);
    expect([levels.includes(2), levels.at(-1)]).toEqual([true, 0]);
  });

  it('asks one on for which it is off', async () => {
    const { send, calls } = setUp();
    for (let call = 0; call < 10; call += 1) await send('spared');

    expect(calls()).toBe(10);
  });

  it('holds it against nobody that a client went away, and against a deaf subgraph that its time was over', async () => {
    const { stage, send } = setUp();
    for (let call = 0; call < 10; call += 1) {
      const client = new AbortController();
      void stage(aSubgraphCall({ client }).call, deafSubgraph().next).catch(() => {});
      client.abort();
    }
    const afterClients = await send();
    for (let call = 0; call < 10; call += 1) {
      const deadline = new AbortController();
      void stage({ ...aSubgraphCall().call, signal: deadline.signal }, deafSubgraph().next).catch(() => {});
      deadline.abort();
    }

    expect([afterClients, await send()]).toEqual(['SUBGRAPH_UNAVAILABLE', 'not asked']);
  });
});
