import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { request } from 'undici';
import { WebSocket } from 'ws';
import { cookieClient, cookieGateway, ENTER, HOST, lineOf, MINE } from './testing/cookie-client.js';
import { socketUrl } from './testing/live-gateway.js';
import { type SessionKeeper, sessionKeeper } from './testing/session-keeper.js';
import type { TestGateway } from './testing/test-gateway.js';

let keeper: SessionKeeper;
let gateway: TestGateway;
beforeAll(async () => {
  keeper = await sessionKeeper();
  gateway = await cookieGateway(keeper);
});
beforeEach(() => {
  keeper.calls.length = 0;
});
const { send, ask, refusalOf } = cookieClient(() => gateway);

/** A socket whose upgrade says all that a request in cookie mode says. */
class CookieSocket extends WebSocket {
  constructor(url: string, protocols: string) {
    super(url, protocols, { headers: { host: HOST, cookie: MINE, 'x-token-mode': 'cookie' } });
  }
}

describe('the defence against forged requests', () => {
  it.each<[string, Record<string, string>]>([
    ['nobody in particular: no browser', {}],
    ['its own page', { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' }],
    ['its own page, in a browser that says no more', { origin: `https://${HOST}` }],
    ["the organization's page at another host", { origin: 'https://erp.acme.test', 'sec-fetch-site': 'cross-site' }],
    ['a page of the settings', { origin: 'https://app.erp.example', 'sec-fetch-site': 'same-site' }],
    ['a page of the settings at the host of everybody', { host: 'api.erp.example', origin: 'https://app.erp.example' }],
    ['a page of that very host, which nobody owns', { host: 'api.erp.example', origin: 'https://api.erp.example' }],
    ["the platform's page at home", { host: 'admin.erp.example', origin: 'https://admin.erp.example' }],
  ])('lets %s in', async (_, headers) => {
    const { cookies } = await ask(ENTER, { cookie: MINE, headers });

    expect(cookies).toEqual([lineOf('one.two_three-4')]);
  });

  it.each<[string, Record<string, string>]>([
    ['a page of anybody', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['a page of anybody that says that it is another one', { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' }],
    ['a page of no origin', { origin: 'null' }],
    ['a page of another site that does not say which', { 'sec-fetch-site': 'cross-site' }],
    [
      'what the browser says is no page of that very host',
      { host: 'api.erp.example', origin: 'https://api.erp.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['what stands for its own page without TLS', { origin: `http://${HOST}` }],
    ["another organization's page", { origin: 'https://globex.erp.example', 'sec-fetch-site': 'same-site' }],
    ["an organization's page where another one's cookies may be", { host: 'api.erp.example', origin: `https://${HOST}` }],
    ["the platform's page where anybody's cookies may be", { host: 'api.erp.example', origin: 'https://admin.erp.example' }],
    ["the platform's page at an organization's", { origin: 'https://admin.erp.example' }],
  ])('refuses %s', async (_, headers) => {
    expect(await refusalOf({ cookie: MINE, headers })).toEqual([403, 'CSRF_REFUSED']);
    expect(keeper.calls).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['an event stream', { accept: 'text/event-stream' }],
    ['a multipart answer', { accept: 'multipart/mixed;subscriptionSpec="1.0"' }],
    ['a stream that is open', { accept: '*/*', 'x-graphql-event-stream-token': 'a-token' }],
  ])('refuses what would be answered by %s', async (_, headers) => {
    expect(await refusalOf({ cookie: MINE, headers })).toEqual([403, 'CSRF_REFUSED']);
    expect(keeper.calls).toEqual([]);
  });

  it('refuses what is no POST', async () => {
    expect(await refusalOf({ method: 'GET', cookie: MINE }, '{ token }')).toEqual([403, 'CSRF_REFUSED']);
    expect(keeper.calls).toEqual([]);
  });

  it('answers at once whoever takes that as well as a stream', async () => {
    const accept = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
    const { headers, cookies } = await ask(ENTER, { headers: { accept } });

    expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    expect(cookies).toEqual([lineOf('one.two_three-4')]);
  });

  it('lets no cookie of a GET, an event stream or a WebSocket be read', async () => {
    const get = await ask('{ token }', { method: 'GET', mode: null, cookie: MINE });
    const stream = await send('{ token }', { mode: null, cookie: MINE, headers: { accept: 'text/event-stream' } });
    const socket = createClient({
      url: socketUrl(gateway.url),
      retryAttempts: 0,
      webSocketImpl: CookieSocket,
      connectionParams: { 'x-token-mode': 'cookie', cookie: MINE },
    });
    const { value: heard } = await socket.iterate({ query: '{ token }' }).next();
    await socket.dispose();

    expect([get.body, heard]).toEqual([{ data: { token: 'in the body' } }, { data: { token: 'in the body' } }]);
    expect(stream.text).toContain('"token":"in the body"');
    expect(keeper.calls.map(({ client }) => client?.cookies)).toEqual([undefined, undefined, undefined]);
  });

  it('lets browsers send what it asks for from allowed origins only', async () => {
    const preflight = async (origin: string) => {
      const { headers } = await request(`${gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: { host: HOST, origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-token-mode' },
      });
      return [headers['access-control-allow-headers'] ?? '', headers['access-control-allow-credentials']];
    };

    expect(await preflight('https://app.erp.example')).toEqual([expect.stringContaining('x-token-mode'), 'true']);
    expect(await preflight('https://globex.erp.example')).toEqual(['', undefined]);
    expect(await preflight('https://evil.test')).toEqual(['', undefined]);
  });
});
