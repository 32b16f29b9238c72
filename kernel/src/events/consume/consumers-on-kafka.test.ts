import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyNotes, Note, notesSubgraph, noteWritten, writeNote } from '../../../testing/notes.js';
import { until } from '../../../testing/until.js';
import type { Context } from '../../context/index.js';
import { createLogger } from '../../logger/index.js';
import { testSubgraph } from '../../testing/index.js';
import { type Delivery, defineConsumer, defineDirectConsumer, kafkaBus, readOnce } from '../index.js';

const brokers = process.env.TEST_KAFKA_BROKERS?.split(',');
const log = createLogger({ service: 'test', level: 'silent' });
const prefix = `${randomUUID().slice(0, 8)}.`;
const kafka = () => kafkaBus({ brokers: brokers ?? [], clientId: 'test', prefix, log });

const copied: string[] = [];
const heard: string[] = [];
const added: string[] = [];
let fail: (text: string) => void = () => {};
let failAdding: (text: string) => void = () => {};

const copyNote = copyNotes((text) => {
  fail(text);
  copied.push(text);
});

const add = defineConsumer({
  name: 'notes.add',
  event: noteWritten,
  commutative: true,
  handle: async (_ctx: Context, { text }) => {
    failAdding(text);
    added.push(text);
  },
});

const listen = defineDirectConsumer({
  name: 'listen',
  events: { source: 'notes' },
  handle: async (records) => void heard.push(...records.map(({ payload }) => (payload as { text: string }).text)),
});

(brokers ? describe : describe.skip)('consumers on Kafka', () => {
  const bus = kafka();
  const app = testSubgraph(notesSubgraph([copyNote, add], [listen]), { background: true, bus });
  afterAll(() => bus.close());
  const organizationId = randomUUID();
  const write = async (text: string, id?: string) => {
    const note = id ? { id } : await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text });
    return note.id;
  };
  const copies = (text = '%') => app.context(organizationId).em.count(Note, { text: { $like: `copy of ${text}` } });
  const parked = () => app.context().em.execute<{ error: string }[]>('select error from parked_event order by seq');
  const messagesOf = async (topic: string) => {
    const found: Delivery[] = [];
    await readOnce(bus, { topics: [topic], from: 'first', to: 'end', handle: async ({ deliveries }) => void found.push(...deliveries) });
    return found;
  };
  const isRead = async () => {
    const [row] = await app
      .context()
      .em.execute<{ done: boolean }[]>(
        'select (select count(*) from outbox) = 0 and c.position = (select coalesce(max(position), 0) from event_log) as done from relay_cursor c',
      );
    return row?.done ?? false;
  };

  beforeEach(() => {
    fail = () => {};
    failAdding = () => {};
    for (const list of [copied, heard, added]) list.length = 0;
  });

  it('hear of a change once each, in order, with books and without', async () => {
    const id = await write('one');
    await write('two', id);
    await write('three', id);

    await until(() => [copied, heard, added].every((list) => list.length === 3));

    for (const list of [copied, heard, added]) expect(list).toEqual(['one', 'two', 'three']);
    expect(await copies()).toBe(3);
  }, 60_000);

  it('give an event that arrives twice one effect', async () => {
    await write('repeated');
    await until(() => copied.includes('repeated') && added.includes('repeated'));
    await until(isRead);

    await app.context().em.execute('update relay_cursor set position = 0');
    await write('afterwards');
    await until(() => copied.includes('afterwards') && added.includes('afterwards'), 30_000);

    expect([copied, added]).toEqual([
      ['repeated', 'afterwards'],
      ['repeated', 'afterwards'],
    ]);
    // The copy lies in another partition than what came afterwards, and may be read later.
    await until(() => app.running().eventStats().consumers.duplicates > 0, 30_000);
    expect(await copies('repeated')).toBe(1);
  }, 60_000);

  it('park a poisoned aggregate alone, with a copy among the dead letters, and catch up in order', async () => {
    fail = (text) => {
      if (text.startsWith('poison')) throw new Error('cannot be digested');
    };
    const id = await write('poison');
    await write('after the poison', id);
    await write('somebody else');
    await until(async () => copied.includes('somebody else') && (await parked()).length === 2, 30_000);
    const before = [...copied];
    await until(async () => (await messagesOf('notes.consumers.dlq')).length === 1, 30_000);
    const [letter] = await messagesOf('notes.consumers.dlq');

    fail = () => {};
    await app.running().redrive();

    expect(before).toEqual(['somebody else']);
    expect(letter?.record).toMatchObject({ topic: 'evt.notes.note.v1', payload: { text: 'poison' }, aggregateId: id });
    expect(letter?.raw().headers).toMatchObject({
      'x-orig-topic': 'evt.notes.note.v1',
      'x-consumer': 'notes.copy',
      'x-error-class': 'Error',
      'x-attempts': '5',
    });
    expect(copied).toEqual(['somebody else', 'poison', 'after the poison']);
    expect(await parked()).toEqual([]);
  }, 60_000);

  it('wait for an outage, and park and commit nothing meanwhile', async () => {
    await until(isRead);
    let outages = 6;
    fail = (text) => {
      if (text !== 'patience') return;
      outages -= 1;
      if (outages >= 0) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };
    const letters = (await messagesOf('notes.consumers.dlq')).length;

    await write('patience');
    await until(() => copied.includes('patience'), 30_000);

    expect([copied, outages]).toEqual([['patience'], -1]);
    expect(await parked()).toEqual([]);
    expect((await messagesOf('notes.consumers.dlq')).length).toBe(letters);
  }, 60_000);

  it('try again later what fails where the order is nothing, and let the rest of the aggregate pass', async () => {
    let failures = 5;
    failAdding = (text) => {
      if (text !== 'stubborn') return;
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    };

    const id = await write('stubborn');
    await write('easy', id);
    await until(() => added.includes('stubborn'), 40_000);

    expect(added).toEqual(['easy', 'stubborn']);
    expect(await messagesOf('notes.consumers.retry.5s')).toHaveLength(1);
  }, 60_000);

  it('send what cannot be read to the dead letters as it is', async () => {
    const letters = (await messagesOf('notes.consumers.dlq')).length;
    const value = Buffer.from([0, 255, 1]);
    await bus.publish([{ topic: 'evt.notes.note.v1', key: Buffer.from('k'), value, headers: { ce_id: 'nonsense' } }]);
    await write('still fine');

    await until(async () => (await messagesOf('notes.consumers.dlq')).length > letters, 30_000);
    await until(() => copied.includes('still fine'));

    const letter = (await messagesOf('notes.consumers.dlq')).find(({ record }) => record === null);
    expect(letter?.raw().value).toEqual(value);
    expect(letter?.raw().headers).toMatchObject({ ce_id: 'nonsense', 'x-error-class': 'UndecodableError' });
  }, 60_000);

  it('have one effect for each event while replicas come and go', async () => {
    const otherBus = kafka();
    const texts = Array.from({ length: 120 }, (_, i) => `storm ${i}`);
    const third = Math.ceil(texts.length / 3);
    const ids: string[] = [];
    for (let key = 0; key < 10; key += 1) ids.push((await app.seed(new Note(organizationId, 'draft'))).id);
    const writeAll = async (part: string[]) => {
      for (const [i, text] of part.entries()) await write(text, ids[i % ids.length]);
    };
    await writeAll(texts.slice(0, third));
    const replica = await app.replica({ bus: otherBus });
    const running = replica.run();
    await writeAll(texts.slice(third, 2 * third));
    await running;
    await writeAll(texts.slice(2 * third));
    await until(async () => (await copies('storm%')) >= 90, 40_000);
    await replica.stop();
    await otherBus.close();
    await until(async () => (await copies('storm%')) >= texts.length, 40_000);
    await until(isRead);

    const effects = copied.filter((text) => text.startsWith('storm'));
    expect(await copies('storm%')).toBe(texts.length);
    expect(effects.toSorted()).toEqual(texts.toSorted());
    for (const key of ids.keys()) {
      const mine = effects.filter((text) => (Number(text.slice(6)) % third) % ids.length === key).map((text) => Number(text.slice(6)));
      expect(mine).toEqual(mine.toSorted((one, other) => one - other));
    }
  }, 120_000);

  it('skip what is of a newer kind', async () => {
    const before = app.running().eventStats().consumers.unknown;
    // Whichever partition is read first: it may be the one with what cannot be read.
    const example = (await messagesOf('evt.notes.note.v1')).find(({ record }) => record !== null);
    const raw = example?.raw();
    const headers = { ...raw?.headers, ce_id: randomUUID(), ce_type: 'innoerp.notes.note.note.written.v2' };
    await bus.publish([{ topic: 'evt.notes.note.v1', key: raw?.key as Buffer, value: raw?.value as Buffer, headers }]);

    // A group that is joined anew may read it, and count it, again.
    await until(() => app.running().eventStats().consumers.unknown > before, 30_000);

    expect(copied).toEqual([]);
  }, 60_000);
});
