import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Note, notesSubgraph, noteWritten } from '../../testing/notes.js';
import { aMemberOf, anOperator, testSubgraph } from '../testing/index.js';

const [ours, theirs] = [randomUUID(), randomUUID()];
const READ =
  'query ($id: ID!) { note(id: $id) { text } notes { nodes { text } } notesOf(organizationIds: ["' +
  theirs +
  '"]) { nodes { text } } texts }';
const nothingOfTheirs = { note: null, notes: { nodes: [] }, notesOf: [{ nodes: [] }], texts: [] };

describe.each([
  ['with every lock in place', {}],
  ['with the directives open', { directives: true }],
  ['with the filter open, too: the rows alone', { directives: true, filter: true }],
])("another organization's rows, %s", (_, openLocks) => {
  const app = testSubgraph(notesSubgraph(), { openLocks });

  it('are not read, in whatever way they are asked for', async () => {
    const note = await app.seed(new Note(theirs, 'theirs'));

    const { data, errors } = await app.as(aMemberOf(ours)).execute(READ, { id: note.id });
    const entities = await app
      .as(aMemberOf(ours))
      .execute('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Note { text } } }', {
        of: [{ __typename: 'Note', id: note.id }],
      });

    expect({ data, errors }).toEqual({ data: nothingOfTheirs, errors: [] });
    expect(entities.data._entities).toEqual([null]);
  });

  it('are not written, nor is an event of theirs', async () => {
    const note = await app.seed(new Note(theirs, 'theirs'));
    const ctx = app.context(ours);

    await expect(ctx.em.nativeUpdate(Note, { id: note.id }, { text: 'ours now' }, { filters: { tenant: false } })).resolves.toBe(0);
    await expect(ctx.em.nativeDelete(Note, { id: note.id }, { filters: { tenant: false } })).resolves.toBe(0);
    ctx.em.persist(new Note(theirs, 'slipped in'));
    await expect(ctx.em.flush()).rejects.toMatchObject({ code: '42501' });
    const other = app.context(ours);
    other.events.raise(noteWritten, { noteId: note.id, organizationId: theirs, text: 'x' });
    await expect(other.em.flush()).rejects.toMatchObject({ code: '42501' });
    expect((await app.context(theirs).em.findOneOrFail(Note, note.id)).text).toBe('theirs');
  });
});

describe("another organization's rows, with the rows and the directives open", () => {
  const app = testSubgraph(notesSubgraph(), { openLocks: { directives: true, rows: true } });

  it('are kept by the filter wherever MikroORM reads; raw SQL is the rows’ own affair', async () => {
    const note = await app.seed(new Note(theirs, 'theirs'));

    const { data } = await app.as(aMemberOf(ours)).execute(READ, { id: note.id });

    expect(data).toEqual({ ...nothingOfTheirs, texts: ['theirs'] });
  });
});

describe("another organization's rows, with the filter and the rows open", () => {
  const app = testSubgraph(notesSubgraph(), { openLocks: { filter: true, rows: true } });
  const SEARCH = 'query ($of: ID) { search(organizationId: $of) { text } }';

  it('are kept by the directives, and one who does not exist is answered alike', async () => {
    await app.seed(new Note(theirs, 'theirs'));
    const member = app.as(aMemberOf(ours));

    const answers = await Promise.all([theirs, randomUUID(), 'not-an-id'].map((of) => member.execute(SEARCH, { of })));

    for (const { data, errors } of answers) {
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ path: ['search'], extensions: { code: 'TENANT_MISMATCH' } }]);
    }
  });
});

describe('row-level security', () => {
  const app = testSubgraph(notesSubgraph());

  it('shows everything to platform staff, under a role of its own', async () => {
    await app.seed(new Note(ours, 'ours'));
    await app.seed(new Note(theirs, 'theirs'));

    expect((await app.as(anOperator('platform:orgs:read')).execute('{ texts }')).data.texts).toHaveLength(2);
    expect(await app.context().em.execute('select current_user')).toEqual([{ current_user: 'notes_platform' }]);
    expect(await app.context(ours).em.execute('select current_user')).toEqual([{ current_user: 'notes_app' }]);
  });

  it('shows nothing to a connection that was told nothing, not even to the owner of the table', async () => {
    await app.seed(new Note(ours, 'ours'));

    for (const url of [app.database().appUrl, app.database().ownerUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query('select count(*)::int as count from notes.note');
      await client.end();
      expect(rows).toEqual([{ count: 0 }]);
    }
  });

  it('costs no statement: the session is told in the same message', async () => {
    const note = await app.seed(new Note(ours, 'ours'));

    const reads = await app.statementsOf(() => app.context(ours).em.findOne(Note, note.id));
    const writes = await app.statementsOf(async () => {
      const { em } = app.context(ours);
      em.persist(new Note(ours, 'new'));
      await em.flush();
    });

    expect(reads.map((sql) => sql.split(' ')[0])).toEqual(['select']);
    expect(writes.map((sql) => sql.split(' ')[0])).toEqual(['begin', 'insert', 'commit']);
  });

  it('lets a context work across organizations where the code says so, with its events in one list', async () => {
    const note = await app.seed(new Note(theirs, 'theirs'));
    const ctx = app.context(ours);

    const across = ctx.acrossOrganizations();
    const found = await across.em.findOneOrFail(Note, note.id);
    found.text = 'changed across';
    ctx.events.raise(noteWritten, { noteId: note.id, organizationId: theirs, text: found.text });
    await across.em.flush();

    expect(across.acrossOrganizations()).toBe(across);
    expect((await app.context(theirs).em.findOneOrFail(Note, note.id)).text).toBe('changed across');
    expect(await app.raised()).toMatchObject([{ organizationId: theirs, payload: { text: 'changed across' } }]);
  });
});

describe('a small pool under many organizations', () => {
  const app = testSubgraph(notesSubgraph());
  const organizations = Array.from({ length: 50 }, () => randomUUID());

  it('never carries one organization’s session over to another’s request, whatever fails in between', async () => {
    const texts = new Map<string, string>(organizations.map((id) => [id, `of ${id}`]));
    for (const [id, text] of texts) await app.seed(new Note(id, text));
    const wrong: unknown[] = [];

    const read = async (id: string) => {
      const rows = await app.context(id).em.execute<{ text: string }[]>('select text from note');
      if (rows.length !== 1 || rows[0]?.text !== texts.get(id)) wrong.push({ id, rows });
    };
    const kinds: ((id: string) => Promise<unknown>)[] = [
      read,
      // A statement that fails, alone and within a transaction.
      (id) =>
        app
          .context(id)
          .em.execute('select 1 / 0')
          .catch(() => {}),
      (id) =>
        app
          .context(id)
          .em.transactional((em) => em.execute('select nonsense'))
          .catch(() => {}),
      // A transaction that is rolled back, one that is committed, and one that never came to a statement.
      (id) =>
        app
          .context(id)
          .em.transactional(async (em) => Promise.reject(new Error(String(await em.count(Note)))))
          .catch(({ message }) => message === '1' || wrong.push({ id, message })),
      (id) => app.context(id).em.transactional(async (em) => (await em.count(Note)) === 1 || wrong.push({ id })),
      (id) => app.context(id).em.transactional(async () => {}),
      // A statement that its client does not wait for.
      (id) => cancelled(app.context(id)),
      // Somebody without an organization, and the platform.
      async () => ((await app.execute('{ texts }')).data.texts.length === 0 ? undefined : wrong.push('an anonymous saw rows')),
      async () => ((await app.context().em.count(Note)) === 50 ? undefined : wrong.push('the platform saw too little')),
    ];
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        (index % 2 === 0 ? read : (kinds[index % kinds.length] ?? read))(organizations[index % 50] ?? ''),
      ),
    );

    expect(wrong).toEqual([]);
  }, 60_000);
});

async function cancelled({ em }: { em: { execute(sql: string, params: unknown[], options: object): Promise<unknown> } }): Promise<void> {
  const abort = new AbortController();
  const running = em.execute('select text, pg_sleep(0.2) from note', [], { signal: abort.signal }).catch(() => {});
  setTimeout(() => abort.abort(), 5);
  await running;
}
