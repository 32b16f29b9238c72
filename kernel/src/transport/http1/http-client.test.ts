import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpClient, headerLine } from './http-client.js';

describe('a client of one server', () => {
  let server: Server;
  let client: HttpClient;
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  const sockets = new Set<Socket>();
  const echo = (request: IncomingMessage, response: ServerResponse) => request.pipe(response);
  const clientOf = (options: Partial<{ connections: number; timeout: number; host: string }> = {}) => {
    const { port } = server.address() as AddressInfo;
    const { host = '127.0.0.1', ...rest } = options;
    return new HttpClient({ origin: new URL(`http://${host}:${port}`), connections: 2, timeout: 5_000, mostBytes: 1e6, ...rest });
  };
  const post = (body: string, signal?: AbortSignal) => client.post({ path: '/x?y=1', head: headerLine('x-a', 'b'), body, signal });

  beforeEach(async () => {
    sockets.clear();
    answer = echo;
    server = createServer((request, response) => void answer(request, response));
    server.on('connection', (socket) => sockets.add(socket));
    server.listen(0, 'localhost');
    await once(server, 'listening');
    client = clientOf();
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await client.close();
  });

  it.each(['{"a":1}', '{"a":"é€😀"}', 'x'.repeat(300_000), ''])('sends and reads a body to the letter: %#', async (body) => {
    expect(await post(body)).toMatchObject({ status: 200, body });
  });

  it('asks by name', async () => {
    client = clientOf({ host: 'localhost' });

    expect(await post('hello')).toMatchObject({ body: 'hello' });
  });

  it('says where and what it asks, and lets no value end its line', async () => {
    answer = ({ method, url, headers }, response) => response.end(JSON.stringify({ method, url, ...headers }));

    const { body } = await client.post({ path: '/x', head: headerLine('x-a', 'b\r\nx-evil: 1') + headerLine('x-c', 'naïve'), body: 'äöü' });

    expect(JSON.parse(body)).toEqual({
      method: 'POST',
      url: '/x',
      host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      connection: 'keep-alive',
      'x-a': 'b??x-evil: 1',
      'x-c': 'na?ve',
      'content-length': '6',
    });
  });

  it('keeps its connections, has no more than it may, and lets the rest wait', async () => {
    let most = 0;
    let running = 0;
    answer = async (request, response) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
      echo(request, response);
    };

    const bodies = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const answers = await Promise.all(bodies.map((body) => post(body)));

    expect(answers.map(({ body }) => body)).toEqual(bodies);
    expect([most, sockets.size]).toEqual([2, 2]);
  });

  it('makes a new connection where the server has closed the old one', async () => {
    await post('one');
    for (const socket of sockets) socket.destroy();
    await sleep(20);

    expect(await post('two')).toMatchObject({ body: 'two' });
    expect(sockets.size).toBe(2);
  });

  it('does not use a connection that the server may be closing just now', async () => {
    answer = (request, response) => {
      response.setHeader('keep-alive', 'timeout=1');
      echo(request, response);
    };
    await post('one');
    await sleep(5);
    await post('two');

    expect(sockets.size).toBe(2);
  });

  it('gives up with its signal, under way and while it waits, and goes on with others', async () => {
    const begun: string[] = [];
    answer = ({ headers }, _response) => void begun.push(String(headers['content-length']));
    const controller = new AbortController();
    const asked = [post('a', controller.signal), post('bb', controller.signal), post('ccc', controller.signal)];
    const settled = Promise.allSettled(asked);
    while (begun.length < 2) await sleep(1);
    controller.abort(new Error('enough'));

    expect((await settled).map((one) => (one as PromiseRejectedResult).reason.message)).toEqual(['enough', 'enough', 'enough']);
    await expect(post('d', controller.signal)).rejects.toThrow('enough');
    answer = echo;
    expect(await post('more')).toMatchObject({ body: 'more' });
    expect(begun).toEqual(['1', '2']);
  });

  it('gives up a server that is silent', async () => {
    answer = () => undefined;
    client = clientOf({ timeout: 50 });

    await expect(post('a')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('fails where the connection ends in the middle of an answer, and where nobody listens', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => response.destroy(), 10);
    };
    await expect(post('a')).rejects.toMatchObject({ code: 'ECONNRESET' });

    const { port } = server.address() as AddressInfo;
    client = new HttpClient({ origin: new URL(`http://127.0.0.1:${port}`), connections: 1, timeout: 1_000, mostBytes: 10 });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await expect(post('a')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('waits for what is under way when it is closed, and takes nothing more', async () => {
    answer = async (request, response) => {
      await sleep(20);
      echo(request, response);
    };
    const asked = post('a');
    const closed = client.close();

    await expect(post('b')).rejects.toThrow('closed');
    expect(await asked).toMatchObject({ body: 'a' });
    await closed;
  });
});
