import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { anApiKey } from './testing/an-api-key.js';
import { aMemberToken, hear, liveGateway, socketUrl } from './testing/live-gateway.js';
import { aToken, testGateway } from './testing/test-gateway.js';
import { until } from './testing/until.js';

/** Otto, of the staff, acts as somebody; by a session of its own. */
const acting = { act: { sub: 'otto' }, ro: true, sid: 's-acting' };
const ITEMS = { query: 'subscription { itemChanged(organizationId: "acme") { count } }' };

describe('staff who act as somebody else', () => {
  it('reach a subgraph as that person, who they are and that they only look beside it, and stand in the access log', async () => {
    const gateway = await testGateway();
    await gateway.query('{ people { id } }', { token: aToken({ claims: { ...acting, org: 'acme' } }) });
    await gateway.query('{ people { id } }', { token: aToken({ claims: { org: 'acme' } }) });
    const answered = gateway.lines.filter(({ msg }) => msg === 'request answered');

    expect(gateway.graph.calls[0]?.identity).toEqual({
      kind: 'user',
      subject: '1',
      organizationId: 'acme',
      scopes: ['org:members:read', 'org:members:write'],
      sessionId: 's-acting',
      memberKind: null,
      impersonatorId: 'otto',
      isReadOnly: true,
    });
    expect(gateway.graph.calls[1]?.identity).not.toHaveProperty('impersonatorId');
    expect(answered[0]).toMatchObject({ path: '/graphql', impersonatorId: 'otto' });
    expect(answered[1]).not.toHaveProperty('impersonatorId');
  });

  it('are known in the access log when they are refused, too', async () => {
    const gateway = await testGateway();
    gateway.facts.endSession('s-acting');
    const { body } = await gateway.query('{ people { id } }', { token: aToken({ claims: acting }) });

    expect(body.errors?.[0]?.extensions.code).toBe('SESSION_ENDED');
    expect(gateway.lines.find(({ msg }) => msg === 'request answered')).toMatchObject({ impersonatorId: 'otto' });
  });

  it('are counted as who they are, whoever they act as', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_USER: '2/min' } });
    const askAs = async (claims: Record<string, unknown>) =>
      (await gateway.query('{ people { id } }', { token: aToken({ claims }) })).status;

    expect([await askAs({ ...acting, sub: 'u1' }), await askAs({ ...acting, sub: 'u2' }), await askAs({ ...acting, sub: 'u3' })]).toEqual([
      200, 200, 429,
    ]);
    expect([await askAs({ sub: 'u1' }), await askAs({ sub: 'otto' })]).toEqual([200, 429]);
  });

  it('lose their sockets with the session of it, and the person keeps theirs', async () => {
    const gateway = await liveGateway();
    const [closed, kept]: unknown[][] = [[], []];
    const staff = gateway.client({ token: aMemberToken({ ...acting, sub: 'u1' }), on: { closed: (event) => closed?.push(event) } });
    const person = gateway.client({ token: aMemberToken({ sub: 'u1', sid: 's-own' }), on: { closed: (event) => kept?.push(event) } });
    const [heard, own] = [hear(staff, ITEMS), hear(person, ITEMS)];
    await gateway.running(2);
    await gateway.graph.emit('acme', { count: 1 });
    await until(() => heard.results.length === 1 && own.results.length === 1);
    gateway.facts.endSession('s-acting');
    await until(() => closed?.length === 1);
    await gateway.graph.emit('acme', { count: 2 });
    await until(() => own.results.length === 2);

    expect(heard.error).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(heard.results).toHaveLength(1);
    expect([closed, kept]).toMatchObject([[{ code: 4403 }], []]);
  });

  it('share neither the execution nor the socket of the person', async () => {
    const gateway = await liveGateway();
    const both = [{ sub: 'u1' }, { ...acting, sub: 'u1' }].map((claims) => hear(gateway.client({ token: aMemberToken(claims) }), ITEMS));
    await gateway.running(2);
    expect(gateway.graph.openings()).toBe(2);
    for (const { stop } of both) stop();

    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws');
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token: aMemberToken({ sub: 'u1' }) } }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ type: 'ping', payload: { token: aMemberToken({ ...acting, sub: 'u1' }) } }));

    expect((await closed)[0]).toBe(4403);
  });

  it('open no event stream that the person has reserved', async () => {
    const gateway = await liveGateway();
    const as = (claims: Record<string, unknown>) => ({ authorization: `Bearer ${aMemberToken(claims)}` });
    const reserved = await fetch(`${gateway.url}/graphql`, { method: 'PUT', headers: as({ sub: 'u1' }) });
    const url = `${gateway.url}/graphql?token=${await reserved.text()}`;
    const abort = new AbortController();
    const open = (claims: Record<string, unknown>) =>
      fetch(url, { headers: { accept: 'text/event-stream', ...as(claims) }, signal: abort.signal }).then(({ status }) => status);

    expect([await open({ ...acting, sub: 'u1' }), await open({ sub: 'u1' })]).toEqual([404, 200]);
    abort.abort();
  });
});

describe('an API key', () => {
  it('stands in the access log by its id, and its secret nowhere', async () => {
    const gateway = await testGateway();
    gateway.facts.put({ id: 'acme' });
    const { text, fact } = anApiKey({ organizationId: 'acme', serviceAccountId: 'robot-1', scopes: [] });
    gateway.facts.putApiKey(fact);
    await gateway.query('{ people { id } }', { headers: { 'x-api-key': text } });

    expect(gateway.lines.find(({ msg }) => msg === 'request answered')).toMatchObject({ apiKeyId: fact.id });
    expect(JSON.stringify(gateway.lines)).not.toContain(text);
  });
});
