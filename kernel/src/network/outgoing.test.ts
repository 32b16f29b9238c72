import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Outgoing, type OutgoingOptions, outgoing, UnreachableError } from './outgoing.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const LOOPBACK = ['127.0.0.0/8'];
const caller = (options: OutgoingOptions): Outgoing => {
  const made = outgoing(options);
  open.push(made);
  return made;
};

async function listening<Kind extends Server | SocketServer>(server: Kind): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

const answering = (listener: RequestListener) => listening(createServer(listener));

/** A server that only counts who comes. */
async function aCountingPort() {
  const seen = { count: 0 };
  const port = await listening(
    createSocketServer((socket) => {
      seen.count += 1;
      socket.on('error', () => undefined).destroy();
    }),
  );
  return { port, seen };
}

/** What a name stands for, each time that somebody asks. */
const names = (...answers: string[][]) =>
  ((_name: string, _options: object, callback: (error: null, found: object[]) => void) => {
    const found = answers.length > 1 ? answers.shift() : answers[0];
    callback(
      null,
      (found ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as OutgoingOptions['lookup'];

describe('outgoing', () => {
  it('calls what is allowed, and hands over what was sent and answered', async () => {
    const port = await answering((request, response) => {
      request.on('data', (body) => {
        response.writeHead(201, { 'content-type': 'text/plain', 'x-one': 'two' });
        response.end(`${request.method} ${request.headers['content-type']} ${body}`);
      });
    });

    const answer = await caller({ allowedNetworks: LOOPBACK }).fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ a: 'b c' }),
    });

    expect([answer.status, answer.headers.get('x-one')]).toEqual([201, 'two']);
    expect(await answer.text()).toBe('POST application/x-www-form-urlencoded a=b+c');
  });

  it.each([
    'http://127.0.0.1',
    'https://127.0.0.1',
    'https://[::ffff:127.0.0.1]',
    'https://0x7f000001',
    'https://2130706433',
    'http://localhost',
  ])('never connects to %s', async (origin) => {
    const { port, seen } = await aCountingPort();

    await expect(caller({}).fetch(`${origin}:${port}/`)).rejects.toThrow(UnreachableError);

    expect(seen.count).toBe(0);
  });

  it('judges the address that a name stands for at the very moment', async () => {
    const { port, seen } = await aCountingPort();
    const { fetch } = caller({ allowedNetworks: ['127.0.0.2/32'], lookup: names(['127.0.0.2'], ['127.0.0.1']), timeout: 1_000 });

    await expect(fetch(`http://rebinding.example:${port}/`)).rejects.toThrow(UnreachableError);
    await expect(fetch(`http://rebinding.example:${port}/`)).rejects.toThrow(UnreachableError);

    expect(seen.count).toBe(0);
  });

  it('tries those of the addresses that may be called, and no other one', async () => {
    const port = await answering((request, response) => response.end(request.socket.localAddress));
    const { fetch } = caller({ allowedNetworks: LOOPBACK, lookup: names(['10.0.0.1', '127.0.0.1', '::1']) });

    expect(await (await fetch(`http://several.example:${port}/`)).text()).toBe('127.0.0.1');
  });

  it('lets nothing go without TLS but to networks that are allowed', async () => {
    const { fetch } = caller({ allowedNetworks: LOOPBACK, lookup: names(['8.8.8.8']) });

    const error = (await fetch('http://public.example/').catch((thrown) => thrown)) as Error;

    expect(error).toBeInstanceOf(UnreachableError);
    expect((error.cause as Error).message).toMatch(/No address of it may be called/);
  });

  it.each(['file:///etc/passwd', 'data:text/plain,a', 'ftp://example.com/', 'https://user:pass@example.com/', 'nonsense'])(
    'refuses %s',
    async (url) => {
      await expect(caller({ allowedNetworks: ['0.0.0.0/0'] }).fetch(url)).rejects.toThrow(UnreachableError);
    },
  );

  it('follows nobody elsewhere', async () => {
    const { port: inner, seen } = await aCountingPort();
    const port = await answering((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${inner}/` }).end());

    await expect(caller({ allowedNetworks: LOOPBACK }).fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(UnreachableError);

    expect(seen.count).toBe(0);
  });

  it('takes no more than so many bytes', async () => {
    const port = await answering((_request, response) => response.end('x'.repeat(2_000)));
    const url = `http://127.0.0.1:${port}/`;

    await expect(caller({ allowedNetworks: LOOPBACK, maxBytes: 1_000 }).fetch(url)).rejects.toThrow(UnreachableError);
    expect((await (await caller({ allowedNetworks: LOOPBACK, maxBytes: 2_000 }).fetch(url)).text()).length).toBe(2_000);
  });

  it.each([
    ['says nothing', () => undefined],
    ['never ends', (response: { write(text: string): void }) => void setInterval(() => response.write('x'), 20).unref()],
  ])('waits for no answer that %s', async (_how, answer) => {
    const port = await answering((_request, response) => answer(response));

    await expect(caller({ allowedNetworks: LOOPBACK, timeout: 200 }).fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(UnreachableError);
  });

  it('says the same of whatever went wrong', async () => {
    const [closed, { fetch }] = [await answering(() => undefined), caller({ allowedNetworks: LOOPBACK, timeout: 200 })];
    const messages = new Set<string>();
    for (const url of ['http://10.0.0.1/', `http://127.0.0.1:${closed}/`, 'https://nowhere.invalid/', 'nonsense']) {
      messages.add(((await fetch(url).catch((thrown) => thrown)) as Error).message);
    }
    expect([...messages]).toEqual(['The address cannot be reached']);
  });
});
