import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from 'graphql-sse';
import { aMemberToken, type LiveGateway, liveGateway } from '../../testing/live-gateway.js';
import { until } from '../../testing/until.js';

let gateway: LiveGateway;
const clients: Client<boolean>[] = [];
beforeAll(async () => {
  gateway = await liveGateway({ env: { STREAM_HEARTBEAT_MS: '20' } });
});
afterAll(() => {
  for (const client of clients) client.dispose();
});

const QUERY = 'subscription { itemChanged(organizationId: "acme") { count item { name } } }';
const authorization = `Bearer ${aMemberToken()}`;

function sse(singleConnection: boolean) {
  const client = createClient<boolean>({ url: `${gateway.url}/graphql`, singleConnection, headers: { authorization }, retryAttempts: 0 });
  clients.push(client);
  return client;
}

function listen(client: Client<boolean>, query: string) {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  const heard = { results: [] as any[], isComplete: false, error: undefined as unknown, stop: () => {} };
  heard.stop = client.subscribe(
    { query },
    {
      next: (result) => heard.results.push(result),
      complete: () => {
        heard.isComplete = true;
      },
      error: (error) => {
        heard.error = error;
      },
    },
  );
  return heard;
}

describe.each([
  ['distinct connections', false],
  ['a single connection', true],
])('graphql-sse over %s', (_, singleConnection) => {
  it('carries subscriptions until they are stopped', async () => {
    const heard = listen(sse(singleConnection), QUERY);
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1, itemId: '3' });
    await gateway.graph.emit('acme', { count: 2, itemId: '4' });
    await until(() => heard.results.length === 2);
    heard.stop();
    await gateway.running(0);

    expect(heard.results).toEqual([
      { data: { itemChanged: { count: 1, item: { name: 'Item 3' } } }, extensions: { cursor: expect.any(String) } },
      { data: { itemChanged: { count: 2, item: { name: 'Item 4' } } }, extensions: { cursor: expect.any(String) } },
    ]);
  });

  it('carries queries, and tells what is refused as an answer', async () => {
    const client = sse(singleConnection);
    const query = listen(client, '{ count }');
    const refused = listen(client, '{ nothing }');
    await until(() => query.isComplete && refused.isComplete);

    expect(query.results).toEqual([{ data: { count: 42 } }]);
    expect(refused.results).toMatchObject([{ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
  });
});

describe('an event stream', () => {
  const read = async (headers: Record<string, string>, done: (text: string) => boolean) => {
    const abort = new AbortController();
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(QUERY)}`, {
      headers: { accept: 'text/event-stream', authorization, ...headers },
      signal: abort.signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (done(text)) break;
    }
    abort.abort();
    return { response, text };
  };

  it('can be asked for by GET, names each event by its cursor, and goes on after Last-Event-ID', async () => {
    const reading = read({}, (text) => text.includes('"count":1'));
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1 });
    const { response, text } = await reading;
    await gateway.running(0);
    await gateway.graph.emit('acme', { count: 2 });
    const [, id = ''] = /^id: (.+)$/m.exec(text) ?? [];
    const again = await read({ 'last-event-id': id }, (more) => more.includes('"count":2'));

    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(text).toMatch(/^:\n\n/);
    expect(again.text).not.toContain('"count":1');
  });

  it('says that it is alive', async () => {
    const { text } = await read({}, (so) => so.split(':\n\n').length > 3);

    expect(text.startsWith(':\n\n:\n\n')).toBe(true);
  });

  it('changes nothing by GET', async () => {
    const query = encodeURIComponent('mutation { receive(count: 1) }');
    const response = await fetch(`${gateway.url}/graphql?query=${query}`, { headers: { accept: 'text/event-stream' } });

    expect(await response.text()).toMatch(/event: next\ndata: .*BAD_REQUEST.*\n\nevent: complete\ndata:\n\n$/);
    expect(gateway.graph.calls.filter((call) => call.query.includes('receive'))).toEqual([]);
  });

  it('of somebody else is none', async () => {
    const put = (token: string) => fetch(`${gateway.url}/graphql`, { method: 'PUT', headers: { authorization: token } });
    const reserved = await put(authorization);
    const token = await reserved.text();
    const open = (as: string) =>
      fetch(`${gateway.url}/graphql?token=${token}`, { headers: { accept: 'text/event-stream', authorization: as } });
    const stranger = await open(`Bearer ${aMemberToken({ sub: 'somebody-else' })}`);
    const unknown = await fetch(`${gateway.url}/graphql?token=x`, { headers: { accept: 'text/event-stream', authorization } });
    const abort = new AbortController();
    const own = await fetch(`${gateway.url}/graphql?token=${token}`, {
      headers: { accept: 'text/event-stream', authorization },
      signal: abort.signal,
    });
    const twice = await open(authorization);
    abort.abort();

    expect([reserved.status, stranger.status, unknown.status, own.status, twice.status]).toEqual([201, 404, 404, 200, 409]);
  });
});

describe('multipart', () => {
  const apollo = () =>
    new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([new HttpLink({ uri: `${gateway.url}/graphql`, headers: { authorization } })]),
    });

  it('carries the subscriptions of Apollo Client', async () => {
    const client = apollo();
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    const results: any[] = [];
    const subscription = client.subscribe({ query: gql(QUERY) }).subscribe((result) => results.push(result));
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 5 });
    await until(() => results.length === 1);
    // Heartbeats in between are none of the page's business.
    const heartbeats = new Promise((resolve) => setTimeout(resolve, 100));
    await heartbeats;
    await gateway.graph.emit('acme', { count: 6 });
    await until(() => results.length === 2);
    subscription.unsubscribe();
    await gateway.running(0);
    client.stop();

    expect(results.map(({ data }) => data.itemChanged.count)).toEqual([5, 6]);
  });

  it('tells what is refused', async () => {
    const client = apollo();
    const answer = await new Promise((resolve) => {
      client
        .subscribe({ query: gql('subscription { itemChanged(organizationId: "other") { count } }') })
        .subscribe({ next: resolve, error: resolve });
    });
    client.stop();

    expect(JSON.stringify(answer)).toContain('TENANT_MISMATCH');
  });
});

describe('Apollo Client over a WebSocket', () => {
  it('subscribes with the link that it documents', async () => {
    const socket = gateway.client();
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(socket) });
    const counts: unknown[] = [];
    const subscription = client
      .subscribe<{ itemChanged: { count: number } }>({ query: gql(QUERY) })
      .subscribe(({ data }) => counts.push(data?.itemChanged.count));
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 8 });
    await until(() => counts.length === 1);
    subscription.unsubscribe();
    await gateway.running(0);
    client.stop();

    expect(counts).toEqual([8]);
  });
});
