import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph, noteWritten, writeNote } from '../../../testing/notes.js';
import { until } from '../../../testing/until.js';
import { testSubgraph } from '../../testing/index.js';
import { defineDirectConsumer, type EventRecord } from '../index.js';

const heard: string[] = [];
let refuse: (records: readonly EventRecord[]) => void = () => {};

const listen = defineDirectConsumer({
  name: 'listen',
  events: noteWritten,
  handle: async (records) => {
    refuse(records);
    heard.push(...records.map(({ payload }) => (payload as { text: string }).text));
  },
});

describe('direct consumers', () => {
  const app = testSubgraph(notesSubgraph([], [listen]), { background: true });
  const organizationId = randomUUID();
  const write = async (text: string, id?: string) => {
    const note = id ? { id } : await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text });
    return note.id;
  };

  beforeEach(() => {
    heard.length = 0;
    refuse = () => {};
  });

  it('hear of what happens from their start on, in order, and keep no books', async () => {
    const id = await write('one');
    await write('two', id);

    await until(() => heard.length === 2);

    expect(heard).toEqual(['one', 'two']);
    expect(await app.context().em.execute('select * from inbox union all select null, null, null from consumer_position')).toEqual([]);
  });

  it('hear of an event again after an outage, for as long as that lasts', async () => {
    let outages = 7;
    refuse = () => {
      outages -= 1;
      if (outages >= 0) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };

    await write('patience');
    await until(() => heard.length === 1, 20_000);

    expect([heard, outages]).toEqual([['patience'], -1]);
  });

  it('leave out an event that never works, and go on with the next', async () => {
    refuse = (records) => {
      if (JSON.stringify(records).includes('poison')) throw new Error('cannot be digested');
    };

    const id = await write('before');
    await write('poison', id);
    await write('after', id);
    await until(() => heard.includes('after'), 20_000);

    expect(heard).toEqual(['before', 'after']);
  });
});
