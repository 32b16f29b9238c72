import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Mutation, Resolver } from 'type-graphql';
import { eventHeaders } from '../../testing/event-headers.js';
import { Note, notesSubgraph } from '../../testing/notes.js';
import { createSubgraph } from '../subgraph/index.js';
import { aMemberOf, fixedFacts, impersonated, type TestResult, testSubgraph } from '../testing/index.js';
import type { ImpersonationRules } from './index.js';

let left = 0;

@Resolver()
class ActingResolver {
  @Mutation(() => Boolean)
  noteLeave() {
    left += 1;
    return true;
  }

  @Mutation(() => Boolean, { nullable: true })
  noteSign() {
    return true;
  }
}

const { definition } = notesSubgraph();
const withRules = (impersonation?: ImpersonationRules) =>
  createSubgraph({ ...definition, resolvers: [...definition.resolvers, ActingResolver], impersonation });
const rules: ImpersonationRules = {
  open: { 'Mutation.noteLeave': 'it ends the impersonation' },
  personal: { 'Mutation.noteSign': 'nobody signs for somebody else' },
};

const WRITE = 'mutation ($id: ID!) { noteWrite(id: $id, text: "new") { note { text } userErrors { code } } }';
const SIGN = 'mutation { noteSign }';
const LEAVE = 'mutation { noteLeave }';
const READ = 'query ($id: ID!) { note(id: $id) { text } }';
const CHANGED = 'subscription ($o: ID!) { noteChanged(organizationId: $o) { text } }';

describe('impersonation', () => {
  const facts = fixedFacts();
  const app = testSubgraph(withRules(rules), { facts });
  const aTenant = async () => {
    const id = randomUUID();
    facts.put({ id, modules: { search: { reason: null } } });
    const [note, person] = [await app.seed(new Note(id, 'old')), aMemberOf(id)];
    return { id, note, person, of: { id: note.id } };
  };
  const codeOf = ({ errors }: Pick<TestResult, 'errors'>) => errors.map(({ extensions }) => extensions);
  const readOnly = [{ code: 'IMPERSONATION_READ_ONLY', kind: 'forbidden' }];
  const personal = [{ code: 'IMPERSONATION_PERSONAL', kind: 'forbidden' }];

  it('leaves a person who is themselves alone', async () => {
    const { person, of } = await aTenant();
    const ask = app.as(person);

    expect((await ask.execute(WRITE, of)).data.noteWrite).toEqual({ note: { text: 'new' }, userErrors: [] });
    expect([(await ask.execute(SIGN)).data, (await ask.execute(LEAVE)).data]).toEqual([{ noteSign: true }, { noteLeave: true }]);
  });

  it('that only looks is refused every mutation that is not named, before anything is read', async () => {
    const { person, of } = await aTenant();
    const ask = app.as(impersonated(person));
    const statements = await app.statementsOf(async () => {
      expect(codeOf(await ask.execute(WRITE, of))).toEqual(readOnly);
    });

    expect(statements).toEqual([]);
    expect((await ask.execute(READ, of)).data.note).toEqual({ text: 'old' });
    expect(await eventHeaders(app.context(), of.id)).toEqual([]);
  });

  it('that only looks is refused by field: one that is open is made beside one that is not', async () => {
    const { person } = await aTenant();
    const before = left;
    const { data, errors } = await app.as(impersonated(person)).execute('mutation { sign: noteSign leave: noteLeave }');

    expect(data).toEqual({ sign: null, leave: true });
    expect(errors).toMatchObject([{ path: ['sign'], extensions: { code: 'IMPERSONATION_PERSONAL' } }]);
    expect(left).toBe(before + 1);
  });

  it('that only looks asks and listens as ever', async () => {
    const { id, person, of } = await aTenant();
    const ask = app.as(impersonated(person));
    const event = { aggregateType: 'note', aggregateId: randomUUID(), organizationId: id, payload: { text: 'heard' } };

    expect((await ask.execute(READ, of)).data.note).toEqual({ text: 'old' });
    expect((await ask.event(event, CHANGED, { o: id })).data).toEqual({ noteChanged: { text: 'heard' } });
  });

  it('that may change something changes it, and never what only the person may', async () => {
    const { person, of } = await aTenant();
    const staff = impersonated(person, { isReadOnly: false });

    expect((await app.as(staff).execute(WRITE, of)).data.noteWrite.userErrors).toEqual([]);
    expect(await eventHeaders(app.context(), of.id)).toMatchObject([
      { actor: { kind: 'user', id: person.subject }, impersonatorId: staff.impersonatorId },
    ]);
    expect(codeOf(await app.as(staff).execute(SIGN))).toEqual(personal);
    expect(codeOf(await app.as(impersonated(person)).execute(SIGN))).toEqual(personal);
  });

  it('is told of in no event of a person who is themselves', async () => {
    const { person, of } = await aTenant();
    await app.as(person).execute(WRITE, of);
    const [headers] = await eventHeaders(app.context(), of.id);

    expect(headers?.actor).toEqual({ kind: 'user', id: person.subject });
    expect(headers).not.toHaveProperty('impersonatorId');
    expect(headers).not.toHaveProperty('apiKeyId');
  });

  it.each([
    [{ open: { 'Mutation.noteLeaf': 'a typing error' } }, 'Mutation.noteLeaf'],
    [{ personal: { 'Query.note': 'no mutation' } }, 'Query.note'],
    [{ open: { 'Mutation.noteSign': 'one' }, personal: { 'Mutation.noteSign': 'other' } }, 'Mutation.noteSign'],
  ])('has no rule that says nothing, or two things: %j', async (impersonation, place) => {
    await expect(withRules(impersonation).sdl()).rejects.toThrow(place);
  });
});

describe('impersonation without the other locks', () => {
  const app = testSubgraph(withRules(rules), { openLocks: { directives: true } });

  it('is refused all the same', async () => {
    const { errors } = await app.as(impersonated(aMemberOf(randomUUID()))).execute(WRITE, { id: randomUUID() });

    expect(errors).toMatchObject([{ extensions: { code: 'IMPERSONATION_READ_ONLY' }, path: ['noteWrite'] }]);
  });
});
