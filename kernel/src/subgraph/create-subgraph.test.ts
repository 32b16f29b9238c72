import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph, noteWritten, writeNote } from '../../testing/notes.js';
import { serializeError } from '../logger/index.js';
import { aMemberOf, anOperator, testSubgraph } from '../testing/index.js';

const WRITE =
  'mutation ($id: ID!, $text: String!) { noteWrite(id: $id, text: $text) { note { text revision } userErrors { __typename code message field } } }';
const READ = 'query ($id: ID!) { note(id: $id) { text } }';
const ENTITIES = 'query ($id: ID!) { _entities(representations: [{ __typename: "Note", id: $id }]) { ... on Note { text } } }';

describe('a subgraph', () => {
  const app = testSubgraph(notesSubgraph());
  const [ours, theirs] = [randomUUID(), randomUUID()];
  const member = aMemberOf(ours);

  it('commits a change together with its event', async () => {
    const note = await app.seed(new Note(ours, 'old'));

    const { data } = await app.as(member).execute(WRITE, { id: note.id, text: 'it\'s "new" \\ ? äöü' });

    expect(data.noteWrite).toEqual({ note: { text: 'it\'s "new" \\ ? äöü', revision: 2 }, userErrors: [] });
    expect(await app.raised()).toEqual([
      {
        type: 'note.written.v1',
        organizationId: ours,
        aggregateId: note.id,
        sequence: 1,
        payload: { noteId: note.id, organizationId: ours, text: 'it\'s "new" \\ ? äöü' },
      },
    ]);
  });

  it('writes state, event and commit in four statements and one transaction', async () => {
    const note = await app.seed(new Note(ours, 'old'));

    const statements = await app.statementsOf(() => app.as(member).execute(WRITE, { id: note.id, text: 'new' }));

    expect(statements.map((sql) => sql.match(/^\w+/)?.[0])).toEqual(['select', 'begin', 'update', 'with', 'commit']);
  });

  it("answers another organization's note like one that is not there, and changes nothing", async () => {
    const note = await app.seed(new Note(theirs, 'private'));
    await app.raised();
    const answers = async (id: string) => [
      await app.as(member).execute(READ, { id }),
      await app.as(member).execute(ENTITIES, { id }),
      await app.as(member).execute(WRITE, { id, text: 'mine now' }),
    ];

    expect(await answers(note.id)).toEqual(await answers(randomUUID()));
    expect(await answers(note.id)).toEqual(await answers('not-an-id'));
    expect((await app.as(anOperator('platform:orgs:read')).execute(READ, { id: note.id })).data.note.text).toBe('private');
    expect(await app.raised()).toEqual([]);
  });

  it('reads nothing for nobody', async () => {
    const { data, errors } = await app.execute('{ note(id: "x") { text } texts }');

    expect(data).toEqual({ note: null, texts: [] });
    expect(errors).toMatchObject([{ path: ['note'], extensions: { code: 'UNAUTHENTICATED', kind: 'unauthenticated' } }]);
  });

  it('shows business errors in the payload, each with its code and field', async () => {
    const refused = async (text: string, id = randomUUID()) =>
      (await app.as(member).execute(WRITE, { id, text })).data.noteWrite.userErrors;

    expect(await refused('')).toEqual([{ __typename: 'InputError', code: 'INVALID', message: 'Say something', field: ['text'] }]);
    expect(await refused('damn')).toMatchObject([{ code: 'TEXT_TOO_RUDE', field: ['text'] }]);
    expect(await refused('fine')).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
  });

  it('lets nothing of a refused mutation slip into the next one of the same document', async () => {
    const [refused, written] = [await app.seed(new Note(ours, 'one')), await app.seed(new Note(ours, 'two'))];
    await app.raised();

    const { data } = await app
      .as(member)
      .execute(
        `mutation { refused: noteWrite(id: "${refused.id}", text: "too late") { userErrors { code } } written: noteWrite(id: "${written.id}", text: "fine") { userErrors { code } } }`,
      );

    expect(data).toEqual({ refused: { userErrors: [{ code: 'FORBIDDEN' }] }, written: { userErrors: [] } });
    expect((await app.raised()).map(({ aggregateId }) => aggregateId)).toEqual([written.id]);
    expect((await app.context().em.findOneOrFail(Note, refused.id)).text).toBe('one');
  });

  it('masks a fault', async () => {
    const { errors } = await app.as(member).execute(WRITE, { id: randomUUID(), text: 'explode' });

    expect(errors).toMatchObject([{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(errors)).not.toContain('secret');
  });

  it('refuses text that the database cannot hold', async () => {
    const note = await app.seed(new Note(ours, 'clean'));

    const answers = [
      await app.as(member).execute(WRITE, { id: note.id, text: 'a\0b' }),
      await app.as(member).execute(`mutation { noteWrite(id: "${note.id}", text: "a\\u0000b") { userErrors { code } } }`),
    ];

    for (const { data, errors } of answers) {
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ path: ['noteWrite'], extensions: { code: 'BAD_USER_INPUT', kind: 'invalid' } }]);
    }
    expect((await app.context().em.findOneOrFail(Note, note.id)).text).toBe('clean');
  });

  it('asks for the scopes that a field requires: any of the lists, all within one', async () => {
    const note = await app.seed(new Note(ours, 'scoped'));
    const read = async (...scopes: string[]) =>
      (await app.as(aMemberOf(ours, ...scopes)).execute('query ($id: ID!) { note(id: $id) { organizationId } }', { id: note.id })).data.note
        .organizationId;

    expect(await read()).toBeNull();
    expect(await read('notes:read')).toBeNull();
    expect(await read('notes:read', 'notes:all')).toBe(ours);
    expect(await read('notes:secret')).toBe(ours);
  });

  it('pages by keyset, and counts only when asked', async () => {
    const org = randomUUID();
    const reader = app.as(aMemberOf(org));
    for (const text of ['c', 'a', 'e', 'b', 'd']) await app.seed(new Note(org, text));
    const page = async (after: string | null) =>
      (
        await reader.execute(
          'query ($after: String) { notes(first: 2, after: $after) { nodes { text } pageInfo { hasNextPage hasPreviousPage endCursor } } }',
          { after },
        )
      ).data.notes;

    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    const third = await page(second.pageInfo.endCursor);

    expect([first, second, third].map(({ nodes }) => nodes.map(({ text }: Note) => text).join(''))).toEqual(['ab', 'cd', 'e']);
    expect([first, second, third].map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    expect((await app.statementsOf(() => reader.execute('{ notes { nodes { text } } }'))).length).toBe(1);
    expect((await app.statementsOf(() => reader.execute('{ notes { totalCount } }'))).length).toBe(2);
  });

  it.each([
    ['first: 0', 'first'],
    ['first: 101', 'first'],
    ['after: "junk"', 'after'],
    ['after: "W10"', 'after'],
    ['after: "WyJhIiwibm90LWFuLWlkIl0"', 'after'],
  ])('refuses the page (%s)', async (args, field) => {
    const { errors } = await app.as(member).execute(`{ notes(${args}) { nodes { text } } }`);

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: [field] } }]);
  });

  it('reads the pages of many parents in two statements', async () => {
    const parents = Array.from({ length: 20 }, () => randomUUID());
    for (const parent of parents.slice(0, 3)) for (const text of ['1', '2', '3']) await app.seed(new Note(parent, text));
    const query = 'query ($ids: [ID!]!) { notesOf(organizationIds: $ids, first: 2) { nodes { text } pageInfo { hasNextPage } } }';
    const operator = app.as(anOperator('platform:orgs:read'));

    const { data } = await operator.execute(query, { ids: parents });
    const statements = await app.statementsOf(() => operator.execute(query, { ids: parents }));

    expect(data.notesOf[0]).toEqual({ nodes: [{ text: '3' }, { text: '2' }], pageInfo: { hasNextPage: true } });
    expect(data.notesOf[19]).toEqual({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(statements.length).toBe(2);
  });

  it('numbers the events of one aggregate in commit order, however many write at once', async () => {
    const note = await app.seed(new Note(ours, 'busy'));
    await app.raised();

    const results = await Promise.allSettled(
      Array.from({ length: 25 }, (_, index) => writeNote(app.context(ours), { id: note.id, text: `text ${index}` })),
    );

    const written = results.filter(({ status }) => status === 'fulfilled').length;
    const raised = await app.raised();
    expect(raised.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: written }, (_, index) => index + 1),
    );
    const last = raised.toSorted((a, b) => b.sequence - a.sequence)[0];
    expect((await app.context().em.findOneOrFail(Note, note.id)).text).toBe(last?.payload.text);
  });

  it('refuses an event that is too large before it changes anything', async () => {
    const note = await app.seed(new Note(ours, 'small'));

    const { data } = await app.as(member).execute(WRITE, { id: note.id, text: 'x'.repeat(300_000) });

    expect(data.noteWrite).toMatchObject({ note: null, userErrors: [{ code: 'EVENT_TOO_LARGE' }] });
    expect((await app.context().em.findOneOrFail(Note, note.id)).text).toBe('small');
  });

  it('logs a database error without the values that it carries', async () => {
    const twice = "insert into event_sequence values ('note', 'the-secret-hash', 1), ('note', 'the-secret-hash', 2)";
    const error = await app
      .context()
      .em.execute(twice)
      .catch((caught: unknown) => caught);

    const logged = JSON.stringify(serializeError(error));

    expect((error as Error).message).toContain('the-secret-hash');
    expect(logged).not.toContain('the-secret-hash');
    expect(JSON.parse(logged)).toMatchObject({ type: 'UniqueConstraintViolationException', code: '23505', table: 'event_sequence' });
  });

  it('is told no value of a locked table by a database error', async () => {
    const error = await app.seed(new Note(ours, 'the-secret-hash')).catch((caught: unknown) => caught);

    expect((error as Error).message).toBe('new row for relation "note" violates check constraint "note_text_check"');
  });

  it('refuses an event whose payload breaks its contract', () => {
    expect(() => app.context().events.raise(noteWritten, { noteId: 'x', organizationId: ours, text: '' })).toThrow();
  });
});
