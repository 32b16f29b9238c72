import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Note, notesSubgraph, noteWritten, writeNote } from '../../../testing/notes.js';
import { until } from '../../../testing/until.js';
import type { Context } from '../../context/index.js';
import { CURRENT_ORGANIZATION } from '../../db/index.js';
import { testSubgraph } from '../../testing/index.js';
import { defineConsumer } from '../index.js';

let suffix = '';

const mirror = defineConsumer({
  name: 'notes.mirror',
  event: noteWritten,
  tables: ['mirror'],
  handle: async (ctx: Context, { noteId, organizationId, text }) => {
    await ctx.em.execute(
      'insert into mirror (note_id, organization_id, text) values (?, ?, ?) on conflict (note_id) do update set text = excluded.text',
      [noteId, organizationId, `${text}${suffix}`],
      'run',
    );
    // What it announces in a rebuild goes nowhere.
    if (text === 'loud') ctx.events.raise(noteWritten, { noteId, organizationId, text: 'echo' });
  },
});

const count = defineConsumer({ name: 'notes.count', event: noteWritten, handle: async () => {} });

describe('a rebuild', () => {
  const app = testSubgraph(notesSubgraph([mirror, count]));
  const organizationId = randomUUID();
  const write = async (text: string, id?: string) => {
    const note = id ? { id } : await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text });
    return note.id;
  };
  const texts = async () =>
    (await app.context().em.execute<{ text: string }[]>('select text from mirror order by text')).map(({ text }) => text);
  const asOwner = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: app.database().ownerUrl });
    await client.connect();
    for (const sql of statements) await client.query(sql);
    await client.end();
  };
  const adminUrl = () => {
    const url = new URL(process.env.TEST_POSTGRES_URL as string);
    url.pathname = new URL(app.database().appUrl).pathname;
    return url.href;
  };

  it('replaces the tables at once by what all events make of them, with their locks, and the live consumers go on', async () => {
    await asOwner(
      'create table mirror (note_id uuid primary key, organization_id uuid not null, text text not null)',
      'alter table mirror enable row level security',
      'alter table mirror force row level security',
      `create policy tenant on mirror using (organization_id = ${CURRENT_ORGANIZATION}) with check (organization_id = ${CURRENT_ORGANIZATION})`,
      'create policy platform on mirror to notes_platform using (true) with check (true)',
    );
    await app.running().run();
    const id = await write('one');
    await write('loud');
    await until(async () => (await texts()).includes('echo') && (await texts()).includes('one'));
    await app.context().em.execute("update mirror set text = 'broken'");
    const before = await app.context().em.execute('select event_id from event_log');
    suffix = '!';
    const writing = (async () => {
      for (let n = 0; n < 20; n += 1) await write(`during ${n}`);
    })();

    const result = await app.running().repair.rebuild('notes.mirror', { generation: 2, adminUrl: adminUrl() });
    await writing;
    await write('after', id);
    await until(async () => (await texts()).includes('after!'));
    await until(async () => (await texts()).length === 22);

    expect(result.events).toBeGreaterThanOrEqual(3);
    expect(await texts()).toEqual(['after!', ...Array.from({ length: 20 }, (_, n) => `during ${n}!`), 'echo!'].sort());
    expect(await app.context(randomUUID()).em.execute('select * from mirror')).toEqual([]);
    const after = await app.context().em.execute("select event_id from event_log where payload->>'text' = 'echo'");
    expect(after).toHaveLength(1);
    expect(before.length).toBe(3);
    expect(await app.context().em.execute("select nspname from pg_namespace where nspname like 'notes\\_g%'")).toEqual([]);
  }, 60_000);

  it('refuses a consumer that names no tables', async () => {
    const asked = app.running().repair.rebuild('notes.count', { generation: 2, adminUrl: adminUrl() });

    await expect(asked).rejects.toMatchObject({ code: 'CONSUMER_HAS_NO_TABLES' });
  });
});
