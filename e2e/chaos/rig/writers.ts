import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '@supergraph/kernel/auth';
import { httpTransport, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { Random } from '../../fuzz/random.js';
import type { Write } from '../check/history.js';

const POST = 'mutation ($input: PostingInput!) { post(input: $input) }';

export interface WritersOptions {
  /** The publishers' processes, asked in turn. A function, since they come and go. */
  urls: () => readonly string[];
  secret: string;
  random: Random;
  /** How many write at a time. */
  writers: number;
  accounts: number;
  /** Longest time (ms) that a transaction lies open. */
  hold: number;
  /** Share of the writes that are taken back at the end. */
  undone: number;
  /** Share of the accounts whose amounts are negative. */
  negative?: number;
  /** Characters by which each event is larger. */
  padding?: number;
  /** Writes a second, all together; as fast as it goes without it. */
  pace?: number;
}

export interface Writers {
  readonly writes: readonly Write[];
  /** Milliseconds that each acknowledged write took. */
  readonly latencies: readonly number[];
  /** Begins no more writes, and waits for those that have begun. */
  stop(): Promise<void>;
}

export const ORGANIZATIONS = ['0198c000-0000-7000-8000-00000000000a', '0198c000-0000-7000-8000-00000000000b'] as const;

const memberOf = (organizationId: string): Identity => ({
  kind: 'user',
  subject: '0198c000-0000-7000-8000-0000000000ff',
  organizationId,
  scopes: [],
  sessionId: null,
});

interface Account {
  id: string;
  organizationId: string;
  sign: 1 | -1;
}

/** Writes without end, by the same door as the gateway. What was answered is what is known: an answer that never came may be either. */
export function startWriters(options: WritersOptions): Writers {
  const { random, secret, urls } = options;
  const accounts = Array.from(
    { length: options.accounts },
    (_, index): Account => ({
      id: randomUUID(),
      organizationId: ORGANIZATIONS[index % ORGANIZATIONS.length] as string,
      sign: index < options.accounts * (options.negative ?? 0) ? -1 : 1,
    }),
  );
  const writes: Write[] = [];
  const latencies: number[] = [];
  let isStopping = false;
  const transports = new Map<string, ReturnType<typeof httpTransport>>();
  const transportTo = (url: string) => {
    const known = transports.get(url) ?? httpTransport({ urls: { ledger: `${url}/graphql` }, secret, timeout: 20_000 });
    transports.set(url, known);
    return known;
  };
  const write = async (url: string): Promise<void> => {
    const account = random.pick(accounts);
    const id = randomUUID();
    const input = {
      id,
      accountId: account.id,
      amount: account.sign * (1 + random.below(100)),
      hold: options.hold > 0 ? random.below(options.hold) : 0,
      isUndone: random.chance(options.undone),
      padding: options.padding ?? 0,
    };
    const sentAt = performance.now();
    const outcome: Write['outcome'] = await transportTo(url)
      .call('ledger', { query: POST, variables: { input }, identity: memberOf(account.organizationId), requestId: id })
      .then(
        ({ data, errors }): Write['outcome'] => (errors ? 'unknown' : data?.post === true ? 'acknowledged' : 'refused'),
        (error): Write['outcome'] => {
          if (error instanceof SubgraphUnavailableError) return 'unknown';
          throw error;
        },
      );
    const answeredAt = performance.now();
    if (outcome === 'acknowledged') latencies.push(answeredAt - sentAt);
    writes.push({ id, key: account.id, outcome, sentAt, answeredAt });
    // A door that is shut is not battered.
    if (outcome === 'unknown') await sleep(50);
  };
  const writer = async (index: number) => {
    for (let turn = index; !isStopping; turn += 1) {
      const there = urls();
      if (there.length === 0) await sleep(20);
      else await write(there[turn % there.length] as string);
      if (options.pace) await sleep((options.writers * 1_000) / options.pace);
    }
  };
  const running = Promise.all(Array.from({ length: options.writers }, (_, index) => writer(index)));
  return {
    writes,
    latencies,
    async stop() {
      isStopping = true;
      await running;
      await Promise.all([...transports.values()].map((known) => known.close()));
    },
  };
}
