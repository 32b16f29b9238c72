import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Note, notesSubgraph, noteWritten, writeNote } from '../../../testing/notes.js';
import { until } from '../../../testing/until.js';
import type { Context } from '../../context/index.js';
import { testSubgraph } from '../../testing/index.js';
import { defineConsumer } from '../index.js';

const seen: string[] = [];
let fail: (text: string) => void = () => {};

const read = defineConsumer({
  name: 'notes.read',
  event: noteWritten,
  handle: async (_ctx: Context, { text }) => {
    fail(text);
    seen.push(text);
  },
});

describe('repairs', () => {
  const app = testSubgraph(notesSubgraph([read]), { background: true });
  const organizationId = randomUUID();
  const write = async (text: string, id?: string) => {
    const note = id ? { id } : await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text });
    return note.id;
  };
  const repair = () => app.running().repair;
  const refuse = (part: string) => {
    fail = (text) => {
      if (text.includes(part)) throw new Error(`no ${part}`);
    };
  };

  beforeEach(() => {
    fail = () => {};
    seen.length = 0;
  });

  it('list what is parked, and try one aggregate again without the others', async () => {
    refuse('poison');
    const [one, two] = [await write('poison one'), await write('poison two')];
    await write('behind one', one);
    await until(async () => (await repair().parked()).reduce((sum, { events }) => sum + events, 0) === 3);
    const parked = await repair().parked();

    expect(await repair().redrive('notes.read', `note:${one}`)).toEqual([{ key: `note:${one}`, done: 0, error: 'Error: no poison' }]);
    fail = () => {};
    expect(await repair().redrive('notes.read', `note:${one}`)).toEqual([{ key: `note:${one}`, done: 2 }]);

    expect(parked.toSorted((a, b) => b.events - a.events)).toMatchObject([
      { consumer: 'notes.read', key: `note:${one}`, events: 2, error: 'Error: no poison' },
      { consumer: 'notes.read', key: `note:${two}`, events: 1 },
    ]);
    expect(seen).toEqual(['poison one', 'behind one']);
    expect(await repair().parked()).toMatchObject([{ key: `note:${two}` }]);
    await expect(repair().redrive('notes.gone')).rejects.toMatchObject({ code: 'CONSUMER_UNKNOWN' });
  }, 30_000);

  it('tell what waits as it is at this moment', async () => {
    const client = new pg.Client({ connectionString: app.database().ownerUrl });
    await client.connect();
    await client.query('begin; lock table event_log in exclusive mode');
    await write('held up');
    const held = await repair().backlog();
    await client.query('rollback');
    await client.end();
    await until(async () => (await repair().backlog()).waiting === 0);

    expect(held.waiting).toBeGreaterThan(0);
    expect(held).toMatchObject({ refused: 0, isLost: false });
  }, 30_000);

  it('list dead letters, and say what is to be done about one', async () => {
    refuse('bad');
    const id = await write('bad');
    await until(async () => (await repair().deadLetters()).some(({ error }) => error === 'Error: no bad'));
    const letter = (await repair().deadLetters()).find(({ error }) => error === 'Error: no bad');

    expect(letter).toMatchObject({ consumer: 'notes.read', type: 'note.written.v1', attempts: 5 });
    expect(letter?.origin).toMatch(/^evt\.notes\.note\.v1\/0\/\d+$/);
    await expect(repair().redriveDeadLetter(letter?.position ?? '')).rejects.toMatchObject({ code: 'DEAD_LETTER_PARKED' });
    await expect(repair().redriveDeadLetter('999999')).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
    fail = () => {};
    await repair().redrive('notes.read', `note:${id}`);
  }, 30_000);

  it('replay a range: what was seen has no second effect, what was missed takes effect', async () => {
    const id = await write('one');
    await write('two', id);
    await until(() => seen.length === 2);
    expect(await repair().replay('notes.read', { from: 'first', to: 'end' })).toMatchObject({ done: 0 });
    expect(seen).toEqual(['one', 'two']);

    // As after the consumer's database was set back to a backup.
    const { em } = app.context();
    await em.execute("delete from inbox where event_id in (select event_id from event_log where payload->>'text' = 'two')");
    await em.execute('update consumer_sequence set last = 1 where aggregate_key = ?', [`note:${id}`]);
    const [{ position = '' } = {}] = await em.execute<{ position: string }[]>(
      "select position from event_log where payload->>'text' = 'two'",
    );

    expect(await repair().replay('notes.read', { from: { position }, to: 'end' })).toEqual({ done: 1, duplicate: 0, parked: 0 });
    expect(seen).toEqual(['one', 'two', 'two']);
  }, 30_000);

  it('fill nothing where there is no Kafka', async () => {
    await expect(repair().refill()).rejects.toMatchObject({ code: 'BUS_MISSING' });
  });
});
