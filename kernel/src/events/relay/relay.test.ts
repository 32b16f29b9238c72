import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RelayKit } from '../../../testing/relay-kit.js';
import { until } from '../../../testing/until.js';
import { createLogger } from '../../logger/index.js';
import { type EventBus, kafkaBus, MessageRefusedError } from '../index.js';

const brokers = process.env.TEST_KAFKA_BROKERS?.split(',');
const kafka = () => kafkaBus({ brokers: brokers ?? [], clientId: 'test', log: createLogger({ service: 'test', level: 'silent' }) });

/** The numbers of an aggregate's events in the order in which each was seen first. */
const firsts = (events: { aggregateId: string; sequence: number }[], aggregateId: string) => [
  ...new Set(events.filter((event) => event.aggregateId === aggregateId).map(({ sequence }) => sequence)),
];
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** 32 writers at a time; every fifth changes its mind, and each takes its time between its number and its commit. */
async function storm(kit: RelayKit, writes: number): Promise<string[]> {
  const ids: (string | null)[] = [];
  let left = writes;
  const writer = async (n: number) => {
    while (left-- > 0) ids.push(await kit.write(`a${n % 20}`, { delay: Math.random() * 30, rollBack: left % 5 === 0 }));
  };
  await Promise.all(Array.from({ length: 32 }, (_, n) => writer(n)));
  return ids.flatMap((id) => id ?? []);
}

describe('the relay', () => {
  const kit = new RelayKit();
  beforeAll(() => kit.open());
  afterAll(() => kit.close());
  const logged = () => kit.query<{ event_id: string; aggregate_id: string; sequence: string }>('select * from event_log order by position');

  it('brings every committed event to the log, in the order of its aggregate, whatever commits late or not at all', async () => {
    const relay = kit.relay();
    const ids = await storm(kit, 600);
    await until(async () => (await kit.query('select 1 from outbox')).length === 0);
    const rows = await logged();

    expect(rows.map(({ event_id }) => event_id).sort()).toEqual(ids.sort());
    for (const [, events] of Map.groupBy(rows, ({ aggregate_id }) => aggregate_id))
      expect(events.map(({ sequence }) => Number(sequence))).toEqual(upTo(events.length));
    await relay.stop();
  }, 60_000);

  it('would lose events if it followed the outbox by a cursor, which is why it does not', async () => {
    let cursor = '0';
    let isOver = false;
    const seen = new Set<string>();
    const follow = async () => {
      const rows = await kit.query<{ id: string; event_id: string }>('select id, event_id from outbox where id > $1 order by id', [cursor]);
      for (const { id, event_id } of rows) [cursor] = [id, seen.add(event_id) && id];
    };
    const following = (async () => {
      while (!isOver) await follow();
    })();
    const ids = await storm(kit, 600);
    isOver = true;
    await following;
    await follow();

    expect(ids.filter((id) => !seen.has(id)).length).toBeGreaterThan(0);
    await kit.query('delete from outbox');
  }, 60_000);

  it('tells writers to wait while too much waits already', async () => {
    const relay = kit.relay(undefined, 2);
    const other = kit.relay(undefined, 2);
    expect(relay.isOverloaded()).toBe(false);
    await kit.query('lock table event_log').catch(() => {});
    const [blocked] = await kit.query<{ n: string }>('select count(*) as n from outbox');
    expect(blocked?.n).toBe('0');
    await Promise.all([relay.stop(), other.stop()]);

    await Promise.all(upTo(5).map((n) => kit.write(`late${n}`)));
    const late = kit.relay(neverMoves(), 2);
    await until(() => late.isOverloaded());

    expect(late.stats().waiting).toBeGreaterThan(2);
    expect(late.lag()).toBeGreaterThan(0);
    await late.stop();
  });
});

/** A bus that is away. */
function neverMoves(): EventBus {
  const away = async () => {
    throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  };
  return { declare: away, publish: away, join: away, open: away, ends: away, close: async () => {} };
}

(brokers ? describe : describe.skip)('the relay to Kafka', () => {
  const bus = kafka();
  let kit: RelayKit;
  const use = async () => {
    kit = new RelayKit();
    await kit.open();
    kits.push(kit);
    return kit;
  };
  const kits: RelayKit[] = [];
  afterAll(async () => {
    await Promise.all(kits.map((each) => each.close()));
    await bus.close();
  });

  it('publishes all of it once, in order, and knows where each event lies', async () => {
    await use();
    kit.relay(bus);
    const ids = await storm(kit, 400);
    await until(() => kit.isPublished());
    const events = await kit.published(bus);

    expect(events.map(({ id }) => id).sort()).toEqual(ids.sort());
    for (const n of upTo(20)) expect(firsts(events, `a${n - 1}`)).toEqual(upTo(firsts(events, `a${n - 1}`).length));
    const receipts = await kit.query<{ place: string }>(`select kafka_partition || '/' || kafka_offset as place from event_receipt`);
    expect(new Set(receipts.map(({ place }) => place)).size).toBe(ids.length);
  }, 60_000);

  it('repeats events, but neither loses nor swaps any, when the leader dies between Kafka and its books', async () => {
    await use();
    let deaths = 3;
    const deadly: EventBus = {
      ...bus,
      publish: async (messages) => {
        const receipts = await bus.publish(messages);
        if (messages.length > 0 && deaths-- > 0) await kit.endLeader();
        return receipts;
      },
    };
    kit.relay(deadly);
    kit.relay(deadly);
    for (const _ of upTo(10)) await Promise.all(upTo(4).map((n) => kit.write(`a${n}`)));
    await until(() => kit.isPublished(), 30_000);
    const events = await kit.published(bus);

    expect(events.length).toBeGreaterThan(40);
    for (const n of upTo(4)) expect(firsts(events, `a${n}`)).toEqual(upTo(10));
  }, 60_000);

  it('lets a leader that was believed dead write nothing into the books, and keeps the order of what comes first', async () => {
    await use();
    let hold: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const hanging: EventBus = {
      ...bus,
      publish: async (messages) => {
        const mine = hold;
        hold = undefined;
        if (mine) {
          held.resolve();
          await mine.promise;
        }
        return bus.publish(messages);
      },
    };
    const release = hold;
    const zombie = kit.relay(hanging);
    for (const _ of upTo(3)) await kit.write('a');
    await held.promise;
    await kit.endLeader();
    const heir = kit.relay(bus);
    await until(() => heir.stats().isLeader);
    for (const _ of upTo(3)) await kit.write('a');
    await until(() => kit.isPublished());
    const books = await kit.query('select * from relay_cursor');
    release.resolve();
    await zombie.stop();
    await kit.write('a');
    await until(() => kit.isPublished());
    const events = await kit.published(bus);

    expect(books).toMatchObject([{ position: '6' }]);
    expect(events.length).toBeGreaterThan(7);
    expect(firsts(events, 'a')).toEqual(upTo(7));
  }, 60_000);

  it('sets aside what Kafka refuses with all that follows of its aggregate, until it is told to try again', async () => {
    await use();
    let isStrict = true;
    const strict: EventBus = {
      ...bus,
      publish: async (messages) => {
        if (isStrict && messages.some(({ value }) => value?.includes('poison'))) throw new MessageRefusedError('MESSAGE_TOO_LARGE');
        return bus.publish(messages);
      },
    };
    const relay = kit.relay(strict);
    const write = (id: string, text: string) => kit.write(id, { payload: { text } });
    await write('a', 'fine');
    await write('a', 'poison');
    await write('b', 'fine');
    await write('a', 'behind');
    await write('b', 'fine');
    await until(() => kit.isPublished());
    await write('a', 'behind');
    await until(() => kit.isPublished());
    await until(() => relay.stats().refused === 3);
    const before = await kit.published(bus);
    const errors = await kit.query<{ error: string }>('select error from unpublished_event order by position');
    isStrict = false;
    await kit.query('update unpublished_event set is_redriven = true');
    await until(async () => (await kit.query('select 1 from unpublished_event')).length === 0);
    await write('a', 'last');
    await until(() => kit.isPublished());

    expect([firsts(before, 'a'), firsts(before, 'b')]).toEqual([[1], [1, 2]]);
    expect(errors.map(({ error }) => error)).toEqual(['MESSAGE_TOO_LARGE', 'waits behind a refused event', 'waits behind a refused event']);
    expect(firsts(await kit.published(bus), 'a')).toEqual([1, 2, 3, 4, 5]);
  }, 60_000);

  it('waits for a Kafka that is away, while the log goes on', async () => {
    await use();
    let isAway = true;
    const patchy: EventBus = { ...bus, publish: (messages) => (isAway ? neverMoves().publish(messages) : bus.publish(messages)) };
    const relay = kit.relay(patchy);
    await kit.write('a');
    await until(async () => (await kit.query('select 1 from event_log')).length === 1);
    await until(() => relay.stats().waiting === 1);
    isAway = false;
    await until(() => kit.isPublished());

    expect(firsts(await kit.published(bus), 'a')).toEqual([1]);
  }, 60_000);
});
