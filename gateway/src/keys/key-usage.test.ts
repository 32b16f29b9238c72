import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import type { SubgraphRequest, SubgraphResponse } from '@supergraph/kernel/transport';
import { until } from '../testing/until.js';
import { KeyUsage } from './key-usage.js';

interface Told {
  id: string;
  at: string;
  ipAddress: string;
}

const usesIn = ({ variables = {} }: SubgraphRequest) => variables.uses as Told[];

/** An owner that takes what it is told, unless the test says otherwise. */
function anOwner({ every = 10, isKnown = true } = {}) {
  const calls: SubgraphRequest[] = [];
  const state = { isKnown, answer: async (): Promise<SubgraphResponse> => ({ data: { apiKeysUsed: true } }) };
  const lines: { level: number; msg: string }[] = [];
  const log = createLogger({ service: 'test', level: 'debug', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const usage = new KeyUsage({
    log,
    every,
    owner: () => (state.isKnown ? 'auth' : undefined),
    call: async (subgraph, request) => {
      if (subgraph !== 'auth') throw new Error('nobody else asked');
      calls.push(request);
      return state.answer();
    },
  });
  const told = () => calls.map((call) => usesIn(call).map(({ id, ipAddress }) => `${id} ${ipAddress}`));
  return { usage, state, calls, lines, told };
}

describe('the use of API keys', () => {
  it('is told once in a while, the last use of each key, signed as the gateway', async () => {
    const { usage, calls, told } = anOwner();
    usage.note('key-1', '203.0.113.1');
    usage.note('key-2', '203.0.113.2');
    usage.note('key-1', '203.0.113.3');
    const before = calls.length;
    await until(() => calls.length > 0);
    await usage.stop();

    expect(before).toBe(0);
    expect(told()).toEqual([['key-1 203.0.113.3', 'key-2 203.0.113.2']].map((batch) => expect.arrayContaining(batch)));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      identity: { kind: 'service', subject: 'gateway', scopes: ['internal'] },
      query: 'mutation ($uses: [ApiKeyUseInput!]!) { apiKeysUsed(uses: $uses) }',
    });
    expect(calls.flatMap(usesIn)[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('is told at the end, and nothing is told where there was none', async () => {
    const used = anOwner({ every: 60_000 });
    const idle = anOwner({ every: 60_000 });
    used.usage.note('key-1', '203.0.113.1');

    await Promise.all([used.usage.stop(), idle.usage.stop()]);

    expect(used.told()).toEqual([['key-1 203.0.113.1']]);
    expect(idle.calls).toEqual([]);
  });

  it.each<[string, () => Promise<SubgraphResponse>]>([
    ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['refuses', async () => ({ data: null, errors: [{ message: 'no', extensions: { code: 'INTERNAL' } }] })],
  ])('is told again where the owner %s, with what was used later in its place', async (_, failing) => {
    const { usage, state, calls, told, lines } = anOwner();
    const answer = state.answer;
    state.answer = failing;
    usage.note('key-1', '203.0.113.1');
    usage.note('key-2', '203.0.113.2');
    await until(() => calls.length > 1);
    usage.note('key-1', '203.0.113.9');
    state.answer = answer;
    await usage.stop();

    expect(told().at(-1)?.toSorted()).toEqual(['key-1 203.0.113.9', 'key-2 203.0.113.2']);
    expect(lines[0]).toMatchObject({ level: 40, msg: 'the last use of API keys could not be told: trying again' });
  });

  it('is kept where it comes while the one before is told', async () => {
    const { usage, state, calls, told } = anOwner();
    const answer = state.answer;
    state.answer = () => {
      state.answer = answer;
      usage.note('key-1', '203.0.113.2');
      return answer();
    };
    usage.note('key-1', '203.0.113.1');
    await until(() => calls.length > 1);
    await usage.stop();

    expect(told()).toEqual([['key-1 203.0.113.1'], ['key-1 203.0.113.2']]);
  });

  it('waits for an owner to be known, and comes in parts where there is much of it', async () => {
    const { usage, state, told } = anOwner({ isKnown: false, every: 5 });
    for (let index = 0; index < 1_100; index += 1) usage.note(`key-${index}`, '203.0.113.1');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = told().length;
    state.isKnown = true;
    await until(() => told().length === 3);
    await usage.stop();

    expect(before).toBe(0);
    expect(told().map((batch) => batch.length)).toEqual([500, 500, 100]);
  });

  it('says at the end what could not be told', async () => {
    const { usage, state, lines } = anOwner({ every: 60_000 });
    state.answer = () => Promise.reject(new Error('ECONNREFUSED'));
    usage.note('key-1', '203.0.113.1');
    await usage.stop();

    expect(lines.at(-1)).toMatchObject({ level: 40, keys: 1 });
  });
});
