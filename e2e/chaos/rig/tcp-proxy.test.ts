import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

describe('a line that can be cut', () => {
  let echo: Server;
  let proxy: TcpProxy;
  const clients: Socket[] = [];
  beforeAll(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startTcpProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  });
  afterEach(() => {
    proxy.open();
    proxy.setWeather({ kind: 'fair' });
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(async () => {
    await proxy.close();
    echo.close();
  });

  const call = async () => {
    const client = connect({ host: '127.0.0.1', port: proxy.port });
    clients.push(client);
    await once(client, 'connect');
    return client;
  };

  it('carries what is sent, in both directions', async () => {
    const client = await call();

    client.write('hello');

    expect(String((await once(client, 'data'))[0])).toBe('hello');
  });

  it('keeps what is sent while it is stuck, and its order', async () => {
    const client = await call();
    let heard = '';
    client.on('data', (bytes) => {
      heard += bytes;
    });
    proxy.setWeather({ kind: 'stuck' });
    client.write('one ');
    client.write('two');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toBe('');

    proxy.setWeather({ kind: 'fair' });

    while (heard.length < 7) await once(client, 'data');
    expect(heard).toBe('one two');
  });

  it('resets what is there, and takes nobody while it is shut', async () => {
    const client = await call();
    client.write('x');
    await once(client, 'data');

    const gone = once(client, 'error');
    proxy.shut();

    expect((await gone)[0]).toMatchObject({ code: 'ECONNRESET' });
    const late = connect({ host: '127.0.0.1', port: proxy.port }).on('error', () => undefined);
    clients.push(late);
    let heard = 0;
    late.on('data', () => {
      heard += 1;
    });
    late.write('anybody there?');
    await new Promise((resolve) => late.once('close', resolve)); // once() would reject at the reset
    expect(heard).toBe(0);
  });
});
