import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type TcpProxy, tcpProxy } from '../../testing/tcp-proxy.js';
import { until } from '../../testing/until.js';
import { createLogger } from '../logger/index.js';
import { channelName, type PositionedMessage, type RealtimeBroker, redisBroker } from './index.js';
import { RedisListeners } from './redis-listeners.js';

// Set by jest's global setup where this machine has a Redis or can get one; the run's last lines say where it has none.
const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

const aMessage = (version: number) => ({ key: 'k', version: String(version), at: 1, body: `"${version}"` });
const aChannel = () => channelName(randomUUID(), 'x');

(url ? describe : describe.skip)('listening to Redis through a connection that comes and goes', () => {
  let proxy: TcpProxy;
  let listening: RealtimeBroker;
  let speaking: RealtimeBroker;
  beforeAll(async () => {
    const address = new URL(url ?? '');
    proxy = await tcpProxy({ host: address.hostname, port: Number(address.port || 6_379) });
    address.hostname = '127.0.0.1';
    address.port = String(proxy.port);
    speaking = redisBroker({ url: url ?? '', log });
    listening = redisBroker({ url: address.href, log, patience: 1_000 });
  });
  afterAll(async () => {
    await listening?.close();
    await speaking?.close();
    await proxy?.close();
  });
  const anEar = async (channel: string) => {
    const heard: PositionedMessage[] = [];
    let interruptions = 0;
    const stop = await listening.listen(channel, { message: (m) => void heard.push(m), interrupted: () => void interruptions++ });
    return { heard, stop, interruptions: () => interruptions };
  };

  it('tells every listener that something may have been missed, when it listens again', async () => {
    const channels = Array.from({ length: 150 }, aChannel);
    const ears = await Promise.all(channels.map(anEar));
    const [first] = ears as [(typeof ears)[0]];

    proxy.shut();
    await speaking.emit(channels[0] as string, aMessage(1));
    proxy.open();
    await until(() => ears.every((ear) => ear.interruptions() === 1));
    await speaking.emit(channels[0] as string, aMessage(2));
    await until(() => first.heard.length > 0);

    expect(first.heard.map(({ offset }) => offset)).toEqual([2]);
    await Promise.all(ears.map(({ stop }) => stop()));
  });

  it('asks once for a channel that many listen to, and gives it up with the last one', async () => {
    const channel = aChannel();
    const redis = new Redis(url ?? '');
    const subscribers = async () => (await redis.pubsub('NUMSUB', channel))[1];
    const [one, other] = await Promise.all([anEar(channel), anEar(channel)]);
    const together = await subscribers();
    await one.stop();
    await one.stop();
    await speaking.emit(channel, aMessage(1));
    await until(() => other.heard.length === 1);
    await other.stop();

    expect([together, await subscribers()]).toEqual([1, 0]);
    expect(one.heard).toEqual([]);
    redis.disconnect();
  });

  it('promises nothing while Redis is away, and listens for whoever waited until it is back', async () => {
    const channel = aChannel();
    proxy.shut();
    await expect(anEar(channel)).rejects.toMatchObject({ code: 'REALTIME_UNAVAILABLE', kind: 'unavailable' });
    await expect(listening.position(channel)).rejects.toMatchObject({ code: 'REALTIME_UNAVAILABLE' });

    proxy.open();
    let ear: Awaited<ReturnType<typeof anEar>> | undefined;
    await until(async () => {
      ear = await anEar(channel).catch(() => undefined);
      return ear !== undefined;
    });
    await speaking.emit(channel, aMessage(1));
    await until(() => ear?.heard.length === 1);

    expect(ear?.heard[0]?.body).toBe('"1"');
  });
});

describe('a message that comes together with the confirmation', () => {
  it('is heard', async () => {
    const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        for (const command of data.toString().split(/(?=\*\d+\r\n)/)) {
          const [, , name = '', , channel = ''] = command.split('\r\n');
          const confirmed = `*3\r\n${bulk('subscribe')}${bulk(channel)}:1\r\n`;
          if (name === 'info') socket.write(bulk('redis_version:7.0.0\r\nloading:0'));
          // One write, one chunk.
          else if (name === 'subscribe')
            socket.write(`${confirmed}*3\r\n${bulk('message')}${bulk(channel)}${bulk('1:e:1:0:1:k "at once"')}`);
          else socket.write('+OK\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const listeners = new RedisListeners(`redis://127.0.0.1:${port}`, { log, patience: 5_000 });
    const heard: PositionedMessage[] = [];

    await listeners.add('c', { message: (message) => void heard.push(message), interrupted: () => {} });

    expect(heard).toEqual([{ epoch: 'e', offset: 1, key: 'k', version: '1', at: 0, body: '"at once"' }]);
    await listeners.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
