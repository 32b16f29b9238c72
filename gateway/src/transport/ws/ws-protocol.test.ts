import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { aMemberToken, hear, type LiveGateway, liveGateway, socketUrl } from '../../testing/live-gateway.js';
import { until } from '../../testing/until.js';

let gateway: LiveGateway;
beforeAll(async () => {
  gateway = await liveGateway({ env: { SOCKET_INIT_TIMEOUT_MS: '300', SUBSCRIPTIONS_PER_CONNECTION: '3', SOCKET_MESSAGE_BYTES: '5000' } });
});

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});

interface RawOptions {
  protocol?: string | string[];
  headers?: Record<string, string>;
  to?: LiveGateway;
}

/** A socket without a client around it: it can say what no client would. */
function raw({ protocol = 'graphql-transport-ws', headers = {}, to = gateway }: RawOptions = {}) {
  const socket = new WebSocket(socketUrl(to.url), protocol, { headers });
  socket.on('error', () => {});
  open.push(socket);
  const messages: Record<string, unknown>[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  return {
    socket,
    messages,
    closed,
    async say(...all: unknown[]) {
      if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
      for (const message of all) {
        socket.send(typeof message === 'string' ? message : JSON.stringify(message));
        if (message === all[0] && isInit(message)) await Promise.race([closed, until(() => messages.length > 0)]);
      }
    },
  };
}

const isInit = (message: unknown) => (message as { type?: string }).type === 'connection_init';
const init = (payload?: object) => ({ type: 'connection_init', ...(payload ? { payload } : {}) });
const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } });
const NEWS = 'subscription { news { count } }';

describe('graphql-transport-ws', () => {
  it.each<[string, number, unknown[], RawOptions?]>([
    ['no JSON', 4400, ['hello']],
    ['an unknown message', 4400, [{ type: 'start' }]],
    ['a subscription without an id', 4400, [init(), { type: 'subscribe', payload: { query: NEWS } }]],
    ['a subscription before the beginning', 4401, [subscribe('1', NEWS)]],
    ['a token that is none', 4403, [init({ authorization: 'Bearer nonsense' })]],
    ['an id that is in use', 4409, [init(), subscribe('1', NEWS), subscribe('1', NEWS)]],
    ['two beginnings', 4429, [init(), init()]],
    ['silence', 4408, []],
    ['no protocol', 4406, [], { protocol: [] }],
    ['too long a message', 1009, [init(), subscribe('1', `{ count ${' '.repeat(6_000)} }`)]],
  ])('closes on %s', async (...[, code, messages, options]) => {
    const { say, closed } = raw(options);
    if (messages.length > 0) await say(...messages);

    expect(await closed).toMatchObject({ code });
  });

  it.each([
    ['authorization', { authorization: `Bearer ${aMemberToken()}` }],
    ['Authorization', { Authorization: `Bearer ${aMemberToken()}` }],
    ['token', { token: aMemberToken() }],
  ])('takes the token from the payload as %s', async (_, payload) => {
    const { say, messages } = raw();
    await say(init(payload), subscribe('1', 'query { itemChangedPosition(organizationId: "acme") }'));
    await until(() => messages.length === 3);

    expect(messages).toEqual([
      { type: 'connection_ack' },
      { id: '1', type: 'next', payload: { data: { itemChangedPosition: expect.any(String) } } },
      { id: '1', type: 'complete' },
    ]);
  });

  it('takes the token from the header of the upgrade', async () => {
    const { say, messages } = raw({ headers: { authorization: `Bearer ${aMemberToken()}` } });
    await say(init(), subscribe('1', '{ itemChangedPosition(organizationId: "acme") }'));
    await until(() => messages.length === 3);

    expect(messages[1]).toMatchObject({ payload: { data: { itemChangedPosition: expect.any(String) } } });
  });

  it('answers pings with what they carry', async () => {
    const { say, messages } = raw();
    await say(init(), { type: 'ping', payload: { at: 1 } });
    await until(() => messages.length === 2);

    expect(messages[1]).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  it('tells what it refuses as an error, and takes the id again', async () => {
    const { say, messages } = raw();
    await say(init(), subscribe('1', '{ nothing }'));
    await until(() => messages.length === 2);
    await say(subscribe('1', 'mutation { receive(count: 3) }'));
    await until(() => messages.length === 4);

    expect(messages.slice(1)).toEqual([
      {
        id: '1',
        type: 'error',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) })],
      },
      { id: '1', type: 'next', payload: { data: { receive: 3 } } },
      { id: '1', type: 'complete' },
    ]);
  });

  it('runs no more operations on a socket than it may have', async () => {
    const { say, messages } = raw();
    await say(init(), ...['1', '2', '3', '4'].map((id) => subscribe(id, NEWS)));
    await until(() => messages.length === 2);

    expect(messages[1]).toMatchObject({ id: '4', type: 'error', payload: [{ extensions: { code: 'SUBSCRIPTION_LIMIT', limit: 3 } }] });
  });

  it('refuses pages of elsewhere, and lets in those of the same host', async () => {
    const guarded = await liveGateway({ env: { CORS_ORIGINS: 'https://app.example.com' } });
    const foreign = raw({ to: guarded, headers: { origin: 'https://evil.example.com' } });
    const [, response] = await once(foreign.socket, 'unexpected-response');
    const allowed = raw({ to: guarded, headers: { origin: 'https://app.example.com' } });
    const same = raw({ to: guarded, headers: { origin: guarded.url } });
    await Promise.all([allowed.say(init()), same.say(init())]);
    await until(() => allowed.messages.length === 1 && same.messages.length === 1);

    expect(response.statusCode).toBe(403);
  });

  it('cuts off who answers no ping', async () => {
    const quick = await liveGateway({ env: { SOCKET_PING_MS: '50', SOCKET_PONG_MS: '50' } });
    const deaf = new WebSocket(socketUrl(quick.url), 'graphql-transport-ws', { autoPong: false });
    deaf.on('error', () => {});
    open.push(deaf);
    const { closed, messages, say } = raw({ to: quick });
    await say(init());
    const [code] = await once(deaf, 'close');
    await say({ type: 'ping' });
    await until(() => messages.length === 2);

    expect(code).toBe(1006);
    expect(await Promise.race([closed, 'open'])).toBe('open');
  });

  it('lets one address have so many connections', async () => {
    const small = await liveGateway({ env: { SOCKETS_PER_ADDRESS: '1' } });
    const first = raw({ to: small });
    await first.say(init());
    const second = raw({ to: small });
    const [, response] = await once(second.socket, 'unexpected-response');
    first.socket.close();
    await first.closed;
    const third = raw({ to: small });
    await third.say(init());
    await until(() => third.messages.length === 1);

    expect(response.statusCode).toBe(429);
  });
});

describe('subscribing over a WebSocket', () => {
  it('is refused in the words of the subgraph', async () => {
    gateway.graph.refuse.add('news');
    const heard = hear(gateway.client({ token: null }), { query: NEWS });
    await until(() => heard.error !== undefined);
    gateway.graph.refuse.delete('news');

    expect(heard.error).toMatchObject([{ message: 'There is no such thing', extensions: { code: 'NOT_FOUND', kind: 'not-found' } }]);
  });

  it('is refused where nothing of it may be seen', async () => {
    const heard = hear(gateway.client(), { query: 'subscription { itemChanged(organizationId: "other") { count } }' });
    await until(() => heard.error !== undefined);

    expect(heard.error).toMatchObject([{ path: ['itemChanged'], extensions: { code: 'TENANT_MISMATCH' } }]);
    expect(gateway.graph.calls.filter(({ query }) => query.includes('"other"'))).toEqual([]);
  });

  it('leaves out what may not be seen, and says so with every event', async () => {
    const heard = hear(gateway.client({ token: aMemberToken({ scope: 'other' }) }), {
      query: 'subscription { itemChanged(organizationId: "acme") { count price } }',
    });
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 4 });
    await until(() => heard.results.length === 1);
    heard.stop();

    expect(heard.results[0]).toMatchObject({
      data: { itemChanged: { count: 4, price: null } },
      errors: [{ path: ['itemChanged', 'price'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
  });

  it('is refused without a broker, as unavailable', async () => {
    const { liveGraph } = await import('../../testing/live-graph.js');
    const { testGateway } = await import('../../testing/test-gateway.js');
    const without = await testGateway({ graph: liveGraph(), env: { DRAIN_MS: '0' } });
    const { messages, say } = raw({ to: without as LiveGateway });
    await say(init(), subscribe('1', NEWS), subscribe('2', '{ count }'));
    await until(() => messages.length === 4);

    expect(messages).toContainEqual(
      expect.objectContaining({
        id: '1',
        type: 'error',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'SUBSCRIPTIONS_UNAVAILABLE' }) })],
      }),
    );
    expect(messages).toContainEqual({ id: '2', type: 'next', payload: { data: { count: 42 } } });
  });
});
