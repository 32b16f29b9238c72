import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous } from '../auth/index.js';
import { type HttpTransport, httpTransport } from './index.js';

describe('a subgraph over HTTP that answers badly', () => {
  let server: Server;
  let transport: HttpTransport;
  let answer: (response: ServerResponse) => unknown = (response) => response.end();
  beforeAll(async () => {
    server = createServer((_request, response) => void answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const urls = { books: `http://127.0.0.1:${port}/graphql`, gone: 'http://127.0.0.1:1/graphql' };
    transport = httpTransport({ urls, secret: 's'.repeat(32), timeout: 200, maxAnswerBytes: 10_000 });
  });
  afterAll(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
  });
  const ask = (subgraph = 'books') => transport.call(subgraph, { query: '{ a }', identity: anonymous, requestId: 'r1' });
  const page =
    (status: number, headers = {}) =>
    (response: ServerResponse) =>
      response.writeHead(status, headers).end('<html>secret</html>');

  it.each<[string, (response: ServerResponse) => unknown, object]>([
    ['a page', page(200), { isTransient: false }],
    ['a page of a proxy', page(502), { isTransient: true, retryAfter: undefined }],
    ['that it is busy', page(503, { 'retry-after': '2' }), { isTransient: true, retryAfter: 2_000 }],
    ['that it is busy, in words', page(429, { 'retry-after': 'soon' }), { isTransient: true, retryAfter: undefined }],
    ['half an answer', (response) => response.end('{"data":{"a":'), { isTransient: false }],
    ['no result', (response) => response.end('{"message":"hello"}'), { isTransient: false }],
    ['no object', (response) => response.end('null'), { isTransient: false }],
    ['more than may be', (response) => response.end(JSON.stringify({ data: { a: 'x'.repeat(20_000) } })), { isTransient: false }],
    ['nothing, and hangs up', (response) => response.destroy(), { isTransient: true }],
    ['nothing', () => undefined, { isTransient: true }],
  ])('is unavailable where it answers %s, and its inside is not told', async (_, badly, expected) => {
    answer = badly;

    const error = await ask().catch((thrown) => thrown);

    expect(error).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', message: 'The service "books" did not answer', ...expected });
  });

  it('may be there again after a moment where nobody listens', async () => {
    await expect(ask('gone')).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', isTransient: true });
  });

  it('is no other one where nobody named it', async () => {
    await expect(ask('nobody')).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', isTransient: false });
  });

  it('is heard with any status where it answers a result', async () => {
    answer = (response) => response.writeHead(500).end('{"errors":[{"message":"no"}]}');

    expect(await ask()).toEqual({ errors: [{ message: 'no' }] });
  });
});
