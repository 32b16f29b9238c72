import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchKeys } from './fetch-keys.js';

let server: Server;
let url = '';
let answer = { status: 200, body: '' };

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('fetchKeys', () => {
  it('reads a key set', async () => {
    answer = { status: 200, body: '{"keys":[{"kid":"a","kty":"EC"}]}' };

    expect(await fetchKeys(url)()).toEqual({ keys: [{ kid: 'a', kty: 'EC' }] });
  });

  it.each([
    ['an error', 503, '{"keys":[]}'],
    ['no JSON', 200, '<html>'],
    ['no key set', 200, '{"keys":{}}'],
  ])('fails where the answer is %s', async (_, status, body) => {
    answer = { status, body };

    await expect(fetchKeys(url)()).rejects.toThrow();
  });
});
