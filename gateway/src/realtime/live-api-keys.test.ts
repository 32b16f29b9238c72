import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { ApiKeyFact } from '@supergraph/kernel/tenancy';
import { WebSocket } from 'ws';
import { anApiKey } from '../testing/an-api-key.js';
import { aMemberToken, hear, type LiveGateway, liveGateway, socketUrl } from '../testing/live-gateway.js';
import { until } from '../testing/until.js';

const ITEMS = 'subscription { itemChanged(organizationId: "acme") { count price } }';

/** A gateway with a machine that listens, by its key. */
async function listening(changes: Partial<ApiKeyFact> = {}, env: Record<string, string> = {}) {
  const gateway = await liveGateway({ env });
  gateway.facts.put({ id: 'acme' });
  const key = anApiKey({ organizationId: 'acme', scopes: ['money:read'], ...changes });
  gateway.facts.putApiKey(key.fact);
  const { heard, closed } = listen(gateway, key.text);
  await gateway.running(1);
  return { gateway, ...key, heard, closed };
}

function listen(gateway: LiveGateway, token: string) {
  const closed: number[] = [];
  const client = gateway.client({
    token,
    on: { closed: (event) => closed.push((event as { code: number }).code) },
    shouldRetry: () => false,
  });
  return { heard: hear(client, { query: ITEMS }), closed };
}

describe('a connection by API key', () => {
  it('hears what the key may see', async () => {
    const { gateway, heard } = await listening();
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => heard.results.length === 1);

    expect(heard.results[0]).toEqual({ data: { itemChanged: { count: 1, price: expect.any(Number) } }, extensions: expect.anything() });
  });

  it.each<[string, Partial<ApiKeyFact>, number, string]>([
    ['is switched off', { isEnabled: false }, 4403, 'TOKEN_INVALID'],
    ['has expired', { expiresAt: '2001-01-01T00:00:00Z' }, 4403, 'TOKEN_EXPIRED'],
    ['is no longer good where it is', { allowedIpCidrs: ['203.0.113.0/24'] }, 4403, 'ADDRESS_NOT_ALLOWED'],
    ['may do less', { scopes: [] }, 1013, 'API_KEY_CHANGED'],
    ['may do more', { scopes: ['money:read', 'other'] }, 1013, 'API_KEY_CHANGED'],
    ['expires at another time', { expiresAt: '2099-01-01T00:00:00Z' }, 1013, 'API_KEY_CHANGED'],
    ['is another one’s', { serviceAccountId: 'robot-2' }, 1013, 'API_KEY_CHANGED'],
  ])('ends when the key %s', async (_, changes, code, error) => {
    const { gateway, fact, heard, closed } = await listening();
    gateway.facts.putApiKey({ ...fact, ...changes });
    await until(() => closed.length === 1);
    await gateway.running(0);

    expect(closed).toEqual([code]);
    expect(heard.error).toMatchObject([{ extensions: { code: error } }]);
    expect(await gateway.metric('innoerp_realtime_connections')).toBe(0);
  });

  it('goes on when something of the key changes that is nothing to it, and when another key ends', async () => {
    const { gateway, fact, heard, closed } = await listening();
    const other = anApiKey({ organizationId: 'acme' });
    gateway.facts.putApiKey({ ...fact, rateLimitPerMinute: 5 });
    gateway.facts.putApiKey({ ...other.fact, isEnabled: false });
    gateway.facts.tell({ kind: 'everything' });
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => heard.results.length === 1);

    expect(closed).toEqual([]);
  });

  it('ends where the key ended while nobody could be heard', async () => {
    const { gateway, fact, closed } = await listening();
    const apiKey = gateway.facts.apiKey;
    gateway.facts.apiKey = async (id) => (id === fact.id ? null : apiKey(id));
    gateway.facts.tell({ kind: 'everything' });
    await until(() => closed.length === 1);

    expect(closed).toEqual([4403]);
  });

  it('is closed for a while where what has become of the key cannot be told', async () => {
    const { gateway, fact, closed } = await listening();
    gateway.facts.apiKey = () => Promise.reject(new Error('away'));
    gateway.facts.tell({ kind: 'api-key', apiKeyId: fact.id });
    await until(() => closed.length === 1);

    expect(closed).toEqual([1013]);
  });

  it('ends with its organization, as others do', async () => {
    const { gateway, text, heard, closed } = await listening();
    gateway.facts.put({ id: 'acme', status: 'SUSPENDED' });
    await until(() => closed.length === 1);
    const POSITION = '{ itemChangedPosition(organizationId: "acme") }';
    const [byKey, byToken] = await Promise.all([
      gateway.query(POSITION, { headers: { 'x-api-key': text } }),
      gateway.query(POSITION, { token: aMemberToken() }),
    ]);

    expect(heard.error).toMatchObject([{ extensions: { code: 'TENANT_SUSPENDED' } }]);
    expect(byKey.body.errors?.[0]?.extensions.code).toBe('ORGANIZATION_SUSPENDED');
    expect({ ...byKey.body.errors?.[0], extensions: {} }).toEqual({ ...byToken.body.errors?.[0], extensions: {} });
  });

  it('cannot be begun with a key that is none', async () => {
    const { gateway } = await listening();
    const { closed } = listen(gateway, anApiKey().text);
    await until(() => closed.length === 1);

    expect(closed).toEqual([4403]);
  });

  it('can be begun with the header that keys have', async () => {
    const { gateway, text } = await listening();
    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws', { headers: { 'x-api-key': text } });
    const messages: { type: string; payload?: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await until(() => messages.length === 1);
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ itemChangedPosition(organizationId: "acme") }' } }));
    await until(() => messages.length === 3);
    socket.close();

    expect(messages[1]).toMatchObject({ type: 'next', payload: { data: { itemChangedPosition: expect.any(String) } } });
  });
});

describe('a member’s connection', () => {
  it('ends when their organization names networks that they are outside of, and a machine’s does not', async () => {
    const { gateway, closed: machine } = await listening();
    const { closed } = listen(gateway, aMemberToken());
    await gateway.running(2);
    gateway.facts.put({ id: 'acme', allowedIpCidrs: ['127.0.0.0/8'] });
    await gateway.running(2);
    gateway.facts.put({ id: 'acme', allowedIpCidrs: ['203.0.113.0/24'] });
    await until(() => closed.length === 1);

    expect([closed, machine]).toEqual([[4403], []]);
    await gateway.running(1);
  });
});
