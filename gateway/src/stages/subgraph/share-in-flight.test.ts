import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import { aSubgraphCall, type CallInit } from '../../testing/a-subgraph-call.js';
import { CookieJar } from '../../transport/cookie-jar.js';
import { shareInFlight } from './share-in-flight.js';

const aJar = new CookieJar('', { names: [], isSecure: true, log: createLogger({ service: 'gateway', level: 'silent' }) });

function setUp() {
  const seen: SubgraphCall[] = [];
  const answers: ((response: SubgraphResponse) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  let shared = 0;
  const stage = shareInFlight({
    isOn: (name) => name === 'books',
    metrics: {
      shared: {
        add: () => {
          shared += 1;
        },
      },
    },
  });
  const send = (init: CallInit = {}) =>
    stage(aSubgraphCall(init).call, (call) => {
      seen.push(call);
      return new Promise((resolve, reject) => {
        answers.push(resolve);
        failures.push(reject);
      });
    });
  return { send, seen, answers, failures, shared: () => shared };
}

describe('shareInFlight', () => {
  it('asks once for all who ask the same while it is on its way, and gives each an answer of its own', async () => {
    const { send, seen, answers, shared } = setUp();
    const both = Promise.all([send(), send()]);
    answers[0]?.({ data: { a: { b: 1 } } });
    const [one, other] = await both;
    (one?.data?.a as { b: number }).b = 2;
    const later = send();
    answers[1]?.({ data: { a: 3 } });

    expect(other).toEqual({ data: { a: { b: 1 } } });
    expect(await later).toEqual({ data: { a: 3 } });
    expect([seen.length, shared()]).toEqual([2, 1]);
  });

  it.each<[string, CallInit]>([
    ['by somebody else', { subject: 'u2' }],
    ['with other variables', { variables: { id: 1 } }],
    ['in other words', { query: 'query A { a b }' }],
    ['to change something', { query: 'mutation A { a }' }],
    ['for an event', { event: { id: 1 } }],
    ['with cookies', { cookies: aJar }],
    ['of a subgraph for which it is off', { subgraph: 'people' }],
  ])('asks for itself %s', (_, init) => {
    const { send, seen } = setUp();
    void send();
    void send(init);
    void send(init.query?.startsWith('mutation') ? init : { subject: 'u3' });

    expect(seen).toHaveLength(3);
  });

  it('fails for all of them', async () => {
    const { send, failures } = setUp();
    const both = Promise.allSettled([send(), send()]);
    failures[0]?.(new Error('down'));

    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('goes on for those who stay when the first one leaves, and is given up with the last', () => {
    const { send, seen } = setUp();
    const [first, second] = [new AbortController(), new AbortController()];
    void send({ client: first }).catch(() => {});
    void send({ client: second }).catch(() => {});
    first.abort();
    const afterFirst = seen[0]?.signal.aborted;
    second.abort();

    expect([afterFirst, seen[0]?.signal.aborted]).toEqual([false, true]);
  });
});
