import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Note, notesSubgraph, writeNote } from '../../testing/notes.js';
import { IDENTITY_HEADER, type IdentityTokenOptions, serviceIdentity, signIdentity } from '../auth/index.js';
import { httpEvents } from '../events/index.js';
import { channelName } from '../realtime/index.js';
import { aMemberOf, fixedFacts, testSubgraph } from '../testing/index.js';
import { httpTransport } from '../transport/index.js';
import { listen } from './index.js';

const secret = 'a secret that only tests know, 32+';

describe('a subgraph over HTTP', () => {
  const facts = fixedFacts();
  const app = testSubgraph(notesSubgraph(), { facts });
  const organizationId = randomUUID();
  let server: FastifyInstance;
  let urls: Record<string, string>;
  beforeAll(async () => {
    server = await listen(app.running(), { host: '127.0.0.1', port: 0, secret });
    const { port } = server.server.address() as AddressInfo;
    urls = { notes: `http://127.0.0.1:${port}/graphql`, gone: 'http://127.0.0.1:1/graphql' };
  });
  afterAll(() => server.close());

  it('answers a signed call as it does in process, with the identity that was signed', async () => {
    const transport = httpTransport({ urls, secret });
    const note = await app.seed(new Note(organizationId, 'over the wire'));
    const request = { query: 'query ($id: ID!) { note(id: $id) { text } }', variables: { id: note.id }, requestId: 'r1' };

    expect(await transport.call('notes', { ...request, identity: aMemberOf(organizationId) })).toEqual({
      data: { note: { text: 'over the wire' } },
    });
    expect(await transport.call('notes', { ...request, identity: aMemberOf(randomUUID()) })).toEqual({ data: { note: null } });
    await transport.close();
  });

  it('opens subscriptions and executes their events', async () => {
    const transport = httpTransport({ urls, secret });
    facts.put({ id: organizationId, modules: { search: { reason: null } } });
    const query = 'subscription ($o: ID!) { noteChanged(organizationId: $o) { text } }';
    const request = { query, variables: { o: organizationId }, requestId: 'r1', identity: aMemberOf(organizationId) };
    const event = { aggregateType: 'note', aggregateId: randomUUID(), organizationId, payload: { text: 'live' } };

    expect(await transport.call('notes', request)).toEqual({
      data: null,
      extensions: { stream: { channels: [channelName(organizationId, 'note')] } },
    });
    expect(await transport.call('notes', { ...request, event })).toEqual({ data: { noteChanged: { text: 'live' } } });
    const content = JSON.stringify({ query, variables: request.variables });
    const headers = {
      'content-type': 'application/json',
      [IDENTITY_HEADER]: signIdentity(request.identity, { secret, audience: 'notes', content }),
    };
    const smuggled = JSON.stringify({ query, variables: request.variables, event });
    expect((await server.inject({ method: 'POST', url: '/graphql', headers, payload: smuggled })).statusCode).toBe(401);
    await transport.close();
  });

  it('refuses a call that is not signed for it', async () => {
    const content = JSON.stringify({ query: '{ __typename }' });
    const post = async (token: Record<string, string>, payload = content) =>
      (await server.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json', ...token }, payload })).json();
    const signed = (facts: Partial<IdentityTokenOptions> = {}) => ({
      [IDENTITY_HEADER]: signIdentity(serviceIdentity('auth'), { secret, audience: 'notes', content, ...facts }),
    });
    const refused = { errors: [{ extensions: { code: 'UNSIGNED_CALL' } }] };

    expect(await post({})).toMatchObject(refused);
    expect(await post(signed({ audience: 'tenant' }))).toMatchObject(refused);
    expect(await post(signed(), '{"query":"{ notes { nodes { id } } }"}')).toMatchObject(refused);
    expect(await post(signed())).toEqual({ data: { __typename: 'Query' } });
  });

  it('takes a signed call once', async () => {
    const content = JSON.stringify({ query: '{ __typename }' });
    const headers = {
      'content-type': 'application/json',
      [IDENTITY_HEADER]: signIdentity(serviceIdentity('auth'), { secret, audience: 'notes', content }),
    };
    const post = async () => (await server.inject({ method: 'POST', url: '/graphql', headers, payload: content })).statusCode;

    expect([await post(), await post()]).toEqual([200, 401]);
  });

  it('believes an unsigned call in local development only, where it is told to', async () => {
    const open = await listen(app.running(), { host: '127.0.0.1', port: 0, secret, acceptUnsigned: true });
    const note = await app.seed(new Note(organizationId, 'mine'));
    const post = async (headers: Record<string, string>) =>
      (await open.inject({ method: 'POST', url: '/graphql', headers, payload: { query: `{ note(id: "${note.id}") { text } }` } })).json();

    expect(await post({})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await post({ [IDENTITY_HEADER]: JSON.stringify(aMemberOf(organizationId)) })).toEqual({ data: { note: { text: 'mine' } } });
    await open.close();
    const env = { UNSIGNED_CALLS: 'true', PORT: '0', DATABASE_URL: 'postgresql://x', SERVICE_SECRET: secret };
    await expect(notesSubgraph().start({ ...env, NODE_ENV: 'production' })).rejects.toThrow('UNSIGNED_CALLS');
    await expect(notesSubgraph().start({ ...env, HOST: '0.0.0.0' })).rejects.toThrow('UNSIGNED_CALLS');
  });

  it('serves its events to siblings only, from a position on', async () => {
    const note = await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text: 'news' });
    const events = httpEvents({ urls, secret, service: 'auth' });

    const [first] = await events.read('notes', { after: '0', limit: 10, wait: 2_000 });

    expect(first).toMatchObject({ type: 'note.written.v1', source: 'notes', sequence: '1', organizationId, payload: { text: 'news' } });
    expect(await events.read('notes', { after: first?.position ?? '', limit: 10, wait: 0 })).toEqual([]);
    const asMember = signIdentity(aMemberOf(organizationId), { secret, audience: 'notes', content: '/internal/events' });
    expect((await server.inject({ url: '/internal/events', headers: { [IDENTITY_HEADER]: asMember } })).statusCode).toBe(401);
    await events.close();
  });

  it('says that a sibling is unavailable, and names nothing of its inside', async () => {
    const transport = httpTransport({ urls, secret });
    const call = (name: string) => transport.call(name, { query: '{ __typename }', identity: serviceIdentity('auth'), requestId: 'r' });

    await expect(call('gone')).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', message: 'The service "gone" did not answer' });
    await expect(call('unknown')).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await transport.close();
  });

  it('lets nobody who waits for events hold up its stop', async () => {
    const other = await listen(app.running(), { host: '127.0.0.1', port: 0, secret });
    const { port } = other.server.address() as AddressInfo;
    const events = httpEvents({ urls: { notes: `http://127.0.0.1:${port}/graphql` }, secret, service: 'auth' });
    const waiting = events.read('notes', { after: '999999', limit: 10, wait: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));

    await other.close();

    expect(await waiting).toEqual([]);
    await events.close();
  }, 5_000);

  it('reports its health', async () => {
    expect((await server.inject({ url: '/health/ready' })).json()).toMatchObject({
      status: 'up',
      checks: [{ name: 'database', status: 'up' }],
    });
    expect((await server.inject({ url: '/health/live' })).json()).toEqual({ status: 'up' });
  });
});
