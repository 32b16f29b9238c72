import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { aMemberToken, hear, type LiveGateway, liveGateway, socketUrl } from '../testing/live-gateway.js';
import { until } from '../testing/until.js';

const ITEMS = 'subscription { itemChanged(organizationId: "acme") { count } }';
const PRICES = 'subscription { itemChanged(organizationId: "acme") { count price } }';
const DEALS = 'subscription { dealChanged(organizationId: "acme") { count } }';
const crm = { id: 'acme', modules: { crm: { reason: null } } };
const now = () => Date.now();

async function start(env: Record<string, string> = {}) {
  const gateway = await liveGateway({ env });
  gateway.facts.put(crm);
  return gateway;
}

/** The published client, with the close of its socket. */
function watched(gateway: LiveGateway, token = aMemberToken()) {
  const closed: { code: number; reason: string }[] = [];
  const client = gateway.client({
    token,
    on: { closed: (event) => closed.push(event as { code: number; reason: string }) },
    shouldRetry: () => false,
  });
  return { client, closed };
}

describe('what changes while subscriptions run', () => {
  it('a module that is disabled ends those of it, and no other', async () => {
    const gateway = await start();
    const { client } = watched(gateway);
    const [items, deals] = [hear(client, { query: ITEMS }), hear(client, { query: DEALS })];
    await gateway.running(2);
    gateway.facts.put({ ...crm, modules: { crm: { reason: 'DISABLED' } } });
    await gateway.graph.emit('acme', { count: 1 }, { word: 'deal' });
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => items.results.length === 1 && deals.error !== undefined);

    expect(deals.error).toMatchObject([{ extensions: { code: 'MODULE_DISABLED', module: 'crm', reason: 'DISABLED' } }]);
    expect(deals.results).toEqual([]);
    await gateway.running(1);
  });

  it('a module that is enabled shows what was hidden, without a gap', async () => {
    const gateway = await start();
    gateway.facts.put({ ...crm, modules: {} });
    const heard = hear(watched(gateway).client, { query: 'subscription { itemChanged(organizationId: "acme") { count deal } }' });
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => heard.results.length === 1);
    gateway.facts.put(crm);
    await gateway.graph.emit('acme', { count: 2 });
    await until(() => heard.results.length === 2);

    expect(heard.results.map(({ data }) => data.itemChanged)).toEqual([
      { count: 1, deal: null },
      { count: 2, deal: 'deal 2' },
    ]);
  });

  it('an organization that is suspended ends all, and closes with 4403', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway);
    const all = [hear(client, { query: ITEMS }), hear(client, { query: DEALS })];
    const other = hear(gateway.client({ token: aMemberToken({ org: 'other' }) }), {
      query: 'subscription { itemChanged(organizationId: "other") { count } }',
    });
    await gateway.running(3);
    gateway.facts.put({ ...crm, status: 'SUSPENDED' });
    await gateway.graph.emit('acme', { count: 1 });
    await gateway.graph.emit('other', { count: 1 });
    await until(() => closed.length === 1 && other.results.length === 1);

    for (const { error, results } of all) {
      expect(error).toMatchObject([{ extensions: { code: 'TENANT_SUSPENDED' } }]);
      expect(results).toEqual([]);
    }
    expect(closed[0]).toMatchObject({ code: 4403 });
  });

  it('a session that ends is told UNAUTHENTICATED, and closes with 4403', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway);
    const heard = hear(client, { query: ITEMS });
    const sibling = hear(gateway.client({ token: aMemberToken({ sid: 'another' }) }), { query: ITEMS });
    await gateway.running(2);
    gateway.facts.endSession('s-1');
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => closed.length === 1 && sibling.results.length === 1);
    const again = watched(gateway);
    hear(again.client, { query: ITEMS });
    await until(() => again.closed.length === 1);

    expect(heard.error).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(heard.results).toEqual([]);
    expect([closed[0]?.code, again.closed[0]?.code]).toEqual([4403, 4403]);
  });

  it('a membership that ends is told MEMBERSHIP_REVOKED, and closes with 4403', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway, aMemberToken({ sub: 'u1' }));
    const heard = hear(client, { query: ITEMS });
    await gateway.running(1);
    gateway.facts.changeMember({ organizationId: 'acme', userId: 'u1', isActive: false, permissions: [], changedAt: now() + 1_000 });
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => closed.length === 1);

    expect(heard.error).toMatchObject([{ extensions: { code: 'MEMBERSHIP_REVOKED' } }]);
    expect(heard.results).toEqual([]);
    expect(closed[0]).toMatchObject({ code: 4403 });
  });

  it('a permission that is taken ends the subscriptions that need it, and the others go on', async () => {
    const gateway = await start();
    const { client } = watched(gateway, aMemberToken({ sub: 'u1' }));
    const [items, prices] = [hear(client, { query: ITEMS }), hear(client, { query: PRICES })];
    const colleague = hear(gateway.client({ token: aMemberToken({ sub: 'u2', sid: 's-2' }) }), { query: PRICES });
    await gateway.running(3);
    gateway.facts.changeMember({ organizationId: 'acme', userId: 'u1', isActive: true, permissions: [], changedAt: now() + 1_000 });
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => items.results.length === 1 && prices.error !== undefined && colleague.results.length === 1);

    expect(prices.error).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(prices.results).toEqual([]);
    expect(items.results[0]?.data).toEqual({ itemChanged: { count: 1 } });
    expect(colleague.results[0]?.data).toEqual({ itemChanged: { count: 1, price: 10 } });
    const { body } = await gateway.query('{ itemChangedPosition(organizationId: "acme") }', { token: aMemberToken({ sub: 'u1' }) });
    expect(body.errors).toBeUndefined();
  });

  it('a token that expires closes with 4403, and its bearer is asked for another one before', async () => {
    const gateway = await start();
    const seconds = Math.floor(now() / 1_000);
    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws');
    socket.on('error', () => {});
    const messages: { type: string; payload?: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve(`${code} ${reason}`)));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token: aMemberToken({ exp: seconds + 3 }) } }));
    await until(() => messages.some(({ type }) => type === 'ping'));
    socket.send(JSON.stringify({ type: 'pong', payload: { token: aMemberToken({ exp: seconds + 5, sid: 's-9' }) } }));

    expect(await closed).toBe('4403 Token expired');
    expect(messages).toContainEqual({ type: 'ping', payload: { refresh: true } });
    expect(now()).toBeGreaterThanOrEqual((seconds + 5) * 1_000);
  });

  it('a token that says more shows more, without a gap', async () => {
    const gateway = await start();
    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws');
    socket.on('error', () => {});
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    const messages: any[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token: aMemberToken({ scope: 'other' }) } }));
    await until(() => messages.length === 1);
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: PRICES } }));
    const colleague = hear(gateway.client({ token: aMemberToken({ sub: 'u2', scope: 'other' }) }), { query: PRICES });
    await gateway.running(2);
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => messages.length === 2);
    socket.send(JSON.stringify({ type: 'pong', payload: { token: aMemberToken() } }));
    socket.send(JSON.stringify({ type: 'ping' }));
    await until(() => messages.length === 3);
    await gateway.graph.emit('acme', { count: 2 });
    await until(() => messages.length === 4 && colleague.results.length === 2);
    socket.terminate();

    expect([messages[1].payload.data.itemChanged.price, messages[3].payload.data.itemChanged.price]).toEqual([null, 20]);
    expect(colleague.results.map(({ data }) => data.itemChanged.price)).toEqual([null, null]);
  });

  it('somebody else’s token does not take a socket over', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway, aMemberToken({ sub: 'u1', exp: Math.floor(now() / 1_000) + 8 }));
    client.on('ping', () => {});
    const heard = hear(client, { query: ITEMS });
    await gateway.running(1);
    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws');
    socket.on('error', () => {});
    const stolen = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token: aMemberToken({ sub: 'u1' }) } }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ type: 'ping', payload: { token: aMemberToken({ sub: 'u2' }) } }));

    expect(await stolen).toBe(4403);
    expect([heard.error, closed]).toEqual([undefined, []]);
  });

  it('facts that are too old close everything with 1013', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway);
    const heard = hear(client, { query: ITEMS });
    await gateway.running(1);
    gateway.facts.setLag(61_000);
    await until(() => closed.length === 1);
    await gateway.graph.emit('acme', { count: 1 });

    expect(closed[0]).toMatchObject({ code: 1013 });
    expect(heard.results).toEqual([]);
  });

  it('facts that cannot be read close the organization’s connections, and nothing is delivered meanwhile', async () => {
    const gateway = await start();
    const { client, closed } = watched(gateway);
    const heard = hear(client, { query: ITEMS });
    const other = hear(gateway.client({ token: aMemberToken({ org: 'other' }) }), {
      query: 'subscription { itemChanged(organizationId: "other") { count item { name } } }',
    });
    await gateway.running(2);
    const { organization } = gateway.facts;
    const answer = Promise.withResolvers<never>();
    gateway.facts.organization = (id) => (id === 'acme' ? answer.promise : organization(id));
    gateway.facts.tell({ kind: 'organization', organizationId: 'acme' });
    await gateway.graph.emit('acme', { count: 1 });
    await gateway.graph.emit('other', { count: 1 });
    await until(() => other.results.length === 1);
    const meanwhile = [...heard.results];
    answer.reject(new Error('nobody knows'));
    await until(() => closed.length === 1);

    expect([meanwhile, heard.results]).toEqual([[], []]);
    expect(closed[0]).toMatchObject({ code: 1013 });
  });
});

describe('a personal subscription', () => {
  it('is shared with nobody', async () => {
    const gateway = await start();
    const mine = 'subscription { mineChanged { count } }';
    const one = hear(gateway.client({ token: aMemberToken({ sub: 'u1' }) }), { query: mine });
    const other = hear(gateway.client({ token: aMemberToken({ sub: 'u2' }) }), { query: mine });
    await gateway.running(2);
    await gateway.graph.emit('user:u1', { count: 1 });
    await gateway.graph.emit('user:u2', { count: 2 });
    await until(() => one.results.length === 1 && other.results.length === 1);

    expect([one.results[0]?.data, other.results[0]?.data]).toEqual([{ mineChanged: { count: 1 } }, { mineChanged: { count: 2 } }]);
  });
});
