import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { type Delivery, type EventReader, type EventRecord, type JoinOptions, type PlaceStore, readOnce } from '../src/events/index.js';
import { until } from './until.js';

export const aTopic = () => `evt.notes.t${randomUUID().slice(0, 8)}.v1`;

export const anEvent = (topic: string, aggregateId: string, sequence: number): EventRecord => ({
  position: String(sequence),
  id: randomUUID(),
  type: 'note.written.v1',
  source: 'notes',
  topic,
  aggregateType: 'note',
  aggregateId,
  sequence: String(sequence),
  organizationId: null,
  payload: { text: `${aggregateId} ${sequence}` },
  headers: { correlationId: 'c', actor: { kind: 'user', id: 'u' } },
  createdAt: new Date().toISOString(),
});

export const textOf = ({ record }: Delivery): string => (record?.payload as { text?: string } | undefined)?.text ?? 'not an event';

function places(): PlaceStore {
  const kept = new Map<string, string>();
  return { load: async (stream) => kept.get(stream) ?? null, save: async (stream, at) => void kept.set(stream, at) };
}

export interface Adapter {
  open: () => EventReader;
  publish: (records: EventRecord[]) => Promise<unknown>;
}

/** What every place to read from has to keep to. */
export const readerContract = (adapter: () => Adapter) => {
  const kit = contractKit(adapter);
  groupsContract(kit);
  beginningsContract(kit);
  rangesContract(kit);
  messagesContract(kit);
};

type ContractKit = ReturnType<typeof contractKit>;

const contractKit = (adapter: () => Adapter) => {
  const opened: EventReader[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((reader) => reader.close()));
  });
  const open = () => {
    const reader = adapter().open();
    opened.push(reader);
    return reader;
  };
  const publish = (topic: string, ...events: [string, number][]) =>
    adapter().publish(events.map(([key, sequence]) => anEvent(topic, key, sequence)));
  const listen = async (options: Partial<JoinOptions> & Pick<JoinOptions, 'topics'>, reader = open()) => {
    const heard: string[] = [];
    const member = await reader.join({
      group: randomUUID(),
      begin: 'first',
      places: places(),
      handle: async ({ deliveries, commit }) => {
        heard.push(...deliveries.map(textOf));
        await commit(deliveries.at(-1)?.at ?? '');
      },
      ...options,
    });
    return { heard, member };
  };
  return { open, publish, listen, adapter };
};

const groupsContract = ({ publish, listen }: ContractKit) => {
  it('hands every group all events of its topics, those of a key in order', async () => {
    const [topic, other] = [aTopic(), aTopic()];
    await publish(topic, ['a', 1], ['b', 1], ['a', 2]);
    await publish(other, ['x', 1]);
    const [one, two] = await Promise.all([listen({ topics: [topic] }), listen({ topics: [topic] })]);
    await publish(topic, ['b', 2], ['a', 3]);

    await until(() => one.heard.length === 5 && two.heard.length === 5);

    for (const { heard } of [one, two]) {
      expect(heard.filter((text) => text.startsWith('a'))).toEqual(['a 1', 'a 2', 'a 3']);
      expect(heard.filter((text) => text.startsWith('b'))).toEqual(['b 1', 'b 2']);
    }
  }, 30_000);

  it('hands over again what was not committed, to the same member and to the next one', async () => {
    const topic = aTopic();
    const [group, kept] = [randomUUID(), places()];
    await publish(topic, ['a', 1], ['a', 2], ['a', 3]);
    const tried: string[][] = [];
    const first = await listen({
      topics: [topic],
      group,
      places: kept,
      handle: async ({ deliveries, commit }) => {
        tried.push(deliveries.map(textOf));
        if (tried.length === 1) throw new Error('not now');
        await commit(deliveries[0]?.at ?? '');
        if (tried.length === 2) throw new Error('half of it was done');
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
    });
    await until(() => tried.length >= 3);
    await first.member.leave();

    const second = await listen({ topics: [topic], group, places: kept });
    await publish(topic, ['a', 4]);
    await until(() => second.heard.includes('a 4'));

    expect(tried.slice(0, 3)).toEqual([
      ['a 1', 'a 2', 'a 3'],
      ['a 1', 'a 2', 'a 3'],
      ['a 2', 'a 3'],
    ]);
    expect(second.heard).not.toContain('a 1');
    expect(second.heard.slice(-1)).toEqual(['a 4']);
  }, 30_000);
};

const beginningsContract = ({ publish, listen }: ContractKit) => {
  it('lets a group begin at the end', async () => {
    const topic = aTopic();
    await publish(topic, ['a', 1]);
    const { heard } = await listen({ topics: [topic], begin: 'latest', places: undefined as never });

    await publish(topic, ['a', 2]);
    await until(() => heard.length > 0);

    expect(heard).toEqual(['a 2']);
  }, 30_000);

  it('tells each replica everything where that is wanted', async () => {
    const topic = aTopic();
    await publish(topic, ['a', 1]);
    const options = { topics: [topic], group: randomUUID(), everyReplica: true, begin: 'latest' as const, places: undefined as never };
    const members = await Promise.all([listen(options), listen(options)]);

    await publish(topic, ['a', 2]);
    await until(() => members.every(({ heard }) => heard.length > 0));

    expect(members.map(({ heard }) => heard)).toEqual([['a 2'], ['a 2']]);
  }, 30_000);
};

const rangesContract = ({ open, publish }: ContractKit) => {
  it('reads a range to its end, and no group notices', async () => {
    const topic = aTopic();
    const reader = open();
    await publish(topic, ['a', 1], ['b', 1]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const middle = new Date();
    await publish(topic, ['a', 2]);
    const read = async (range: { from: Date | 'first'; to: Date | 'end' }) => {
      const texts: string[] = [];
      await readOnce(reader, { topics: [topic], ...range, handle: async ({ deliveries }) => void texts.push(...deliveries.map(textOf)) });
      return texts.sort();
    };

    expect(await read({ from: 'first', to: 'end' })).toEqual(['a 1', 'a 2', 'b 1']);
    expect(await read({ from: middle, to: 'end' })).toEqual(['a 2']);
    expect(await read({ from: 'first', to: middle })).toEqual(['a 1', 'b 1']);
    const failing = readOnce(reader, { topics: [topic], from: 'first', to: 'end', handle: () => Promise.reject(new Error('enough')) });
    await expect(failing).rejects.toThrow('enough');
  }, 30_000);

  it('goes on from the end of a range with what has come since', async () => {
    const [topic, other] = [aTopic(), aTopic()];
    const heard: string[] = [];
    await publish(topic, ['a', 1], ['b', 1]);
    const handle = async ({ deliveries }: { deliveries: readonly Delivery[] }) => void heard.push(...deliveries.map(textOf));
    const reading = await open().open({ topics: [topic, other], from: 'first', to: 'end', handle });
    await reading.toEnd();
    const first = heard.splice(0).sort();
    await reading.toEnd();
    const nothing = heard.splice(0);

    await publish(topic, ['a', 2], ['c', 1]);
    await publish(other, ['x', 1]);
    await reading.toEnd();
    await reading.close();

    expect(first).toEqual(['a 1', 'b 1']);
    expect(nothing).toEqual([]);
    expect(heard.sort()).toEqual(['a 2', 'c 1', 'x 1']);
  }, 30_000);
};

const messagesContract = ({ open, publish, adapter }: ContractKit) => {
  it('carries an event as it was', async () => {
    const topic = aTopic();
    const event = { ...anEvent(topic, 'ä/1', 7), organizationId: randomUUID() };
    const full = {
      ...event,
      headers: { ...event.headers, causationId: randomUUID(), sessionId: 's', ip: '::1', userAgent: 'ü', dataschema: '/s/1' },
    };
    await adapter().publish([full]);
    const records: (EventRecord | null)[] = [];

    await readOnce(open(), {
      topics: [topic],
      from: 'first',
      to: 'end',
      handle: async ({ deliveries }) => void records.push(...deliveries.map(({ record }) => record)),
    });

    expect(records).toEqual([{ ...full, position: expect.any(String) }]);
  }, 30_000);

  it('knows the ends of its streams', async () => {
    const topic = aTopic();
    const reader = open();
    await publish(topic, ['a', 1]);
    const sum = async () => (await reader.ends([topic])).reduce((total, { next }) => total + BigInt(next), 0n);
    const before = await sum();

    await publish(topic, ['a', 2], ['b', 1]);

    expect((await sum()) - before).toBe(2n);
  }, 30_000);
};
