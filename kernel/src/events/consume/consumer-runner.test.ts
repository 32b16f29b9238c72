import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { copyNotes, Note, notesSubgraph, noteWritten, writeNote } from '../../../testing/notes.js';
import { until } from '../../../testing/until.js';
import type { Context } from '../../context/index.js';
import { testSubgraph } from '../../testing/index.js';
import { defineConsumerOfAll } from '../index.js';

const seen: string[] = [];
const mirrored: string[] = [];
let fail: (text: string) => void = () => {};

const copyNote = copyNotes((text) => {
  fail(text);
  seen.push(text);
});

const mirror = defineConsumerOfAll({
  name: 'notes.mirror',
  handle: async (_ctx: Context, { type, sequence }) => {
    mirrored.push(`${type} ${sequence}`);
  },
});

describe('consumers', () => {
  const app = testSubgraph(notesSubgraph([copyNote, mirror]), { background: true });
  const organizationId = randomUUID();
  const write = async (text: string, id?: string) => {
    const note = id ? { id } : await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text });
    return note.id;
  };
  const copies = () => app.context(organizationId).em.count(Note, { text: { $like: 'copy of%' } });
  const parked = async () =>
    (
      await app
        .context()
        .em.execute<{ error: string; text: string }[]>("select error, record->'payload'->>'text' as text from parked_event order by seq")
    ).map(({ error, text }) => ({ error, text }));

  beforeEach(() => {
    fail = () => {};
    seen.length = 0;
    mirrored.length = 0;
  });

  it('hear of a change soon after its commit, in order, and exactly once each', async () => {
    const id = await write('one');
    await write('two', id);
    await write('three', id);

    await until(async () => seen.length === 3 && mirrored.length === 3 && (await copies()) === 3);

    expect(seen).toEqual(['one', 'two', 'three']);
    expect(mirrored).toEqual(['note.written.v1 1', 'note.written.v1 2', 'note.written.v1 3']);
    expect(await copies()).toBe(3);
  });

  it('drop a duplicate, and an event older than what they have seen of its aggregate', async () => {
    const before = await copies();
    const envelope = { id: randomUUID(), sequence: '7' };
    const payload = { noteId: randomUUID(), organizationId, text: 'twice' };

    expect(await app.deliver(noteWritten, payload, envelope)).toEqual(['done', 'done']);
    expect(await app.deliver(noteWritten, payload, envelope)).toEqual(['duplicate', 'duplicate']);
    expect(await app.deliver(noteWritten, payload, { sequence: '6' })).toEqual(['duplicate', 'duplicate']);
    expect(await copies()).toBe(before + 1);
  });

  it('take effect once when two replicas handle one event at the same time', async () => {
    const before = await copies();
    const envelope = { id: randomUUID(), sequence: '3' };
    const payload = { noteId: randomUUID(), organizationId, text: 'seen by two' };

    const outcomes = await Promise.all([app.deliver(noteWritten, payload, envelope), app.deliver(noteWritten, payload, envelope)]);

    expect(outcomes.map(([copy]) => copy).toSorted()).toEqual(['done', 'duplicate']);
    expect(await copies()).toBe(before + 1);
  });

  it('try again after a failure without leaving half an effect', async () => {
    const before = await copies();
    let failures = 2;
    fail = () => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    };

    await write('stubborn');
    await until(async () => (await copies()) > before);

    expect([await copies(), seen]).toEqual([before + 1, ['stubborn']]);
  });

  it('park an event that never works with all that follow of its aggregate, let others pass, and catch up in order at the next start', async () => {
    fail = (text) => {
      if (text.startsWith('poison')) throw new Error('cannot be digested');
    };

    const id = await write('poison');
    await write('after the poison', id);
    await write('somebody else');
    await until(async () => seen.includes('somebody else') && (await parked()).length === 2);

    expect(await parked()).toEqual([
      { error: 'Error: cannot be digested', text: 'poison' },
      { error: 'waits behind a parked event', text: 'after the poison' },
    ]);
    expect(seen).toEqual(['somebody else']);

    fail = () => {};
    await app.running().redrive();

    expect(seen).toEqual(['somebody else', 'poison', 'after the poison']);
    expect(await parked()).toEqual([]);
  }, 20_000);
});
