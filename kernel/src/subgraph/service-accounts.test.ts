import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventHeaders } from '../../testing/event-headers.js';
import { Note, notesSubgraph } from '../../testing/notes.js';
import { aServiceAccountOf, fixedFacts, testSubgraph } from '../testing/index.js';

const WRITE = 'mutation ($id: ID!, $text: String!) { noteWrite(id: $id, text: $text) { userErrors { code } } }';
const READ = 'query ($id: ID!) { note(id: $id) { text organizationId } }';
const SEARCH = 'query ($o: ID!) { search(organizationId: $o) { text } }';
const CHANGED = 'subscription ($o: ID!) { noteChanged(organizationId: $o) { text } }';

describe('a service account', () => {
  const facts = fixedFacts();
  const app = testSubgraph(notesSubgraph(), { facts });
  const aTenant = async (status = 'ACTIVE') => {
    const id = randomUUID();
    facts.put({ id, status, modules: { search: { reason: null } } });
    return { id, note: await app.seed(new Note(id, 'old')), machine: app.as(aServiceAccountOf(id, 'notes:secret')) };
  };

  it('sees what is its organization’s and in its scopes, and nothing of another one', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const read = async (id: string) => (await ours.machine.execute(READ, { id })).data.note;
    const code = async (o: string) => (await ours.machine.execute(SEARCH, { o })).errors?.[0]?.extensions?.code;

    expect(await read(ours.note.id)).toEqual({ text: 'old', organizationId: ours.id });
    expect(await read(theirs.note.id)).toBeNull();
    expect((await ours.machine.execute(SEARCH, { o: ours.id })).data).toEqual({ search: [{ text: 'old' }] });
    expect(await code(theirs.id)).toBe('TENANT_MISMATCH');
  });

  it('stops with its organization', async () => {
    const { id, machine } = await aTenant('SUSPENDED');

    expect((await machine.execute(SEARCH, { o: id })).errors).toMatchObject([{ extensions: { code: 'ORGANIZATION_SUSPENDED' } }]);
  });

  it('stands in events as what it is', async () => {
    const { id, note } = await aTenant();
    const identity = aServiceAccountOf(id, 'notes:secret');
    await app.as(identity).execute(WRITE, { id: note.id, text: 'new' });
    const [headers] = await eventHeaders(app.context(), note.id);

    expect(headers).toMatchObject({ actor: { kind: 'service-account', id: identity.subject }, apiKeyId: identity.apiKeyId });
    expect(headers).not.toHaveProperty('impersonatorId');
  });

  it('hears of its organization only', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const event = { aggregateType: 'note', aggregateId: randomUUID(), payload: { text: 'secret' } };
    const hear = async (organizationId: string) => (await ours.machine.event({ ...event, organizationId }, CHANGED, { o: ours.id })).data;

    expect(await hear(ours.id)).toEqual({ noteChanged: { text: 'secret' } });
    expect(await hear(theirs.id)).toEqual({ noteChanged: null });
  });
});
