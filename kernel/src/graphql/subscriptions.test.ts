import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph } from '../../testing/notes.js';
import { channelName, decodeCursor, memoryBroker } from '../realtime/index.js';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '../testing/index.js';

const CHANGED = 'subscription ($o: ID!, $t: [String!]) { noteChanged(organizationId: $o, texts: $t) { text } }';
const POSITION = 'query ($o: ID!, $t: [String!]) { noteChangedPosition(organizationId: $o, texts: $t) }';
const WRITE = 'mutation ($id: ID!, $text: String!) { noteWrite(id: $id, text: $text) { userErrors { code } } }';

describe('a subscription', () => {
  const facts = fixedFacts();
  const broker = memoryBroker();
  const app = testSubgraph(notesSubgraph(), { facts, broker });
  const aTenant = () => {
    const id = randomUUID();
    facts.put({ id, modules: { search: { reason: null } } });
    return { id, member: app.as(aMemberOf(id)) };
  };

  it('is opened with the channels and the condition of its events, and nothing of it is executed', async () => {
    const { id, member } = aTenant();

    const { stream, errors } = await member.subscribe(CHANGED, { o: id, t: ['a', 'b'] });

    expect(errors).toEqual([]);
    expect(stream).toEqual({ channels: [channelName(id, 'note')], where: { path: 'payload.text', in: ['a', 'b'] } });
    expect((await member.subscribe(CHANGED, { o: id })).stream).toEqual({ channels: [channelName(id, 'note')] });
    expect(await app.statementsOf(() => member.execute(CHANGED, { o: id }))).toEqual([]);
  });

  it('is refused like a query: whose organization, which module, which arguments', async () => {
    const [ours, theirs] = [aTenant(), aTenant()];
    const without = randomUUID();
    facts.put({ id: without, modules: {} });
    const suspended = randomUUID();
    facts.put({ id: suspended, status: 'SUSPENDED', modules: { search: { reason: null } } });
    const codeOf = async (identity: Parameters<typeof app.as>[0], variables: object, document = CHANGED) => {
      const { stream, errors } = await app.as(identity).subscribe(document, variables as never);
      expect(stream).toBeNull();
      expect(errors).toHaveLength(1);
      return errors[0]?.extensions?.code;
    };

    expect(await codeOf(aMemberOf(ours.id), { o: theirs.id })).toBe('TENANT_MISMATCH');
    expect(await codeOf(aMemberOf(ours.id), { o: randomUUID() })).toBe('TENANT_MISMATCH');
    expect(await codeOf(aMemberOf(ours.id), { o: 'not-an-id' })).toBe('TENANT_MISMATCH');
    expect(await codeOf(aMemberOf(without), { o: without })).toBe('MODULE_DISABLED');
    expect(await codeOf(aMemberOf(suspended), { o: suspended })).toBe('ORGANIZATION_SUSPENDED');
    expect(await codeOf(aMemberOf(ours.id), {})).toBe('BAD_USER_INPUT');
    expect(await codeOf(aMemberOf(ours.id), { o: ours.id, t: [{}] })).toBe('BAD_USER_INPUT');
    expect(await codeOf(aMemberOf(ours.id), {}, 'subscription { noteChanged(organizationId: "x") { nothing } }')).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it('shows each event through its selection, and reads nothing for what the event carries', async () => {
    const { id, member } = aTenant();
    const note = await app.seed(new Note(id, 'old'));
    const live = await member.subscribe(CHANGED, { o: id });

    await member.execute(WRITE, { id: note.id, text: 'one' });
    await member.execute(WRITE, { id: note.id, text: 'two' });

    expect(await live.news()).toEqual([{ data: { noteChanged: { text: 'one' } } }, { data: { noteChanged: { text: 'two' } } }]);
    expect(await live.news()).toEqual([]);
    const event = { aggregateType: 'note', aggregateId: note.id, organizationId: id, payload: { text: 'x' } };
    expect(await app.statementsOf(() => member.event(event, CHANGED, { o: id }))).toEqual([]);
    expect(await app.statementsOf(() => member.event(event, CHANGED.replace('text }', 'note { text } }'), { o: id }))).toHaveLength(1);
  });

  it('takes only what its condition lets through', async () => {
    const { id, member } = aTenant();
    const note = await app.seed(new Note(id, 'old'));
    const live = await member.subscribe(CHANGED, { o: id, t: ['two'] });

    for (const text of ['one', 'two', 'three']) await member.execute(WRITE, { id: note.id, text });

    expect(await live.news()).toEqual([{ data: { noteChanged: { text: 'two' } } }]);
  });

  it('executes no event of another organization or another channel, whoever hands it in', async () => {
    const [ours, theirs] = [aTenant(), aTenant()];
    const event = { aggregateType: 'note', aggregateId: randomUUID(), organizationId: ours.id, payload: { text: 'secret' } };

    const answers = [
      await ours.member.event({ ...event, organizationId: theirs.id }, CHANGED, { o: ours.id }),
      await ours.member.event({ organizationId: theirs.id, payload: { text: 'secret' } }, CHANGED, { o: ours.id }),
      await ours.member.event({ ...event, organizationId: null }, CHANGED, { o: ours.id }),
      await ours.member.event({ ...event, aggregateType: 'other' }, CHANGED, { o: ours.id }),
      await ours.member.event(event, CHANGED, { o: theirs.id }),
      await app.as(anOperator('platform:orgs:read')).event(event, CHANGED, { o: theirs.id }),
    ];

    for (const { data, errors } of answers) {
      expect(data).toEqual({ noteChanged: null });
      expect(errors).toMatchObject([{ extensions: { code: 'TENANT_MISMATCH' } }]);
    }
    expect((await ours.member.event(event, CHANGED, { o: ours.id })).data).toEqual({ noteChanged: { text: 'secret' } });
  });

  it('shows an event that many may hear in the name of none of them', async () => {
    const { id } = aTenant();
    const event = { aggregateType: 'note', aggregateId: randomUUID(), organizationId: id, payload: { text: 'x' } };

    const { data } = await app.as(aMemberOf(id)).event(event, CHANGED.replace('text }', 'reader text }'), { o: id });

    expect(data).toEqual({ noteChanged: { reader: null, text: 'x' } });
  });

  it('is judged anew at every event', async () => {
    const { id, member } = aTenant();
    const note = await app.seed(new Note(id, 'old'));
    const live = await member.subscribe(CHANGED, { o: id });
    await member.execute(WRITE, { id: note.id, text: 'new' });

    facts.put({ id, modules: { search: { reason: 'DISABLED' } } });

    expect(await live.news()).toMatchObject([{ data: { noteChanged: null }, errors: [{ extensions: { code: 'MODULE_DISABLED' } }] }]);
  });

  it('records once that platform staff looked: when it is opened', async () => {
    const { id } = aTenant();
    const note = await app.seed(new Note(id, 'old'));
    const staff = app.as(anOperator('platform:orgs:read'));
    await app.raised();

    const live = await staff.subscribe(CHANGED, { o: id });
    await app.as(aMemberOf(id)).execute(WRITE, { id: note.id, text: 'new' });

    expect(await live.news()).toEqual([{ data: { noteChanged: { text: 'new' } } }]);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['platform.organization_accessed.v1', 'note.written.v1']);
    const event = { aggregateType: 'note', aggregateId: note.id, organizationId: id, payload: { text: 'x' } };
    await app.as(anOperator('platform:orgs:read')).event(event, CHANGED, { o: id });
    expect(await app.raised()).toEqual([]);
  });

  it('tells its position to whoever may open it, and to nobody else', async () => {
    const [ours, theirs] = [aTenant(), aTenant()];
    const channel = channelName(ours.id, 'note');
    await broker.emit(channel, { key: 'note:1', version: '1', at: 0, body: '{}' });

    const { data } = await ours.member.execute(POSITION, { o: ours.id });

    expect(decodeCursor(data.noteChangedPosition)).toEqual({ [channel]: await broker.position(channel) });
    const refused = await ours.member.execute(POSITION, { o: theirs.id });
    expect(refused).toMatchObject({ data: { noteChangedPosition: null }, errors: [{ extensions: { code: 'TENANT_MISMATCH' } }] });
  });
});
