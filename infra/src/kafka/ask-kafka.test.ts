import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scratch } from '../../testing/scratch.js';
import { askKafka } from './ask-kafka.js';

describe('askKafka', () => {
  const { later } = scratch();
  const aServer = async (serve: (socket: Socket, request: Buffer) => void) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request) => serve(socket, request as Buffer));
    });
    server.listen(0, '127.0.0.1');
    later(() => server.close());
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const numbers = (...values: number[]) => Buffer.from(new Int32Array(values).buffer).swap32();
  const framed = (...parts: Buffer[]) => Buffer.concat([numbers(Buffer.concat(parts).length), ...parts]);
  const absent = Buffer.from([0xff, 0xff]);

  it('asks for no topic, makes none, and reads the answer however it arrives', async () => {
    let asked: Buffer | undefined;
    const brokers = [numbers(1), text('127.0.0.1'), numbers(20_001), absent, numbers(2), text('127.0.0.1'), numbers(20_002), text('rack')];
    const answer = framed(numbers(1, 0, 2), ...brokers, text('a-cluster'));
    const port = await aServer(async (socket, request) => {
      asked = request;
      for (const end of [2, 9, answer.length - 3, answer.length]) {
        socket.write(answer.subarray(socket.bytesWritten, end));
        await sleep(20);
      }
    });

    const view = await askKafka(port);

    const brokersSeen = [
      { id: 1, port: 20_001 },
      { id: 2, port: 20_002 },
    ];
    expect(view).toEqual({ clusterId: 'a-cluster', brokers: brokersSeen });
    // Metadata, version 8, correlation 1, our name; then no topic, and three times no.
    expect(asked).toEqual(framed(Buffer.from([0, 3, 0, 8]), numbers(1), text('infra'), numbers(0), Buffer.from([0, 0, 0])));
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'does not speak the protocol of Kafka'],
    ['an answer to another question', framed(numbers(7, 0, 0)), 'does not speak the protocol of Kafka'],
    ['an answer that is too short for what it announces', framed(numbers(1, 0, 9)), /out of range|out of bounds/],
  ])('refuses %s', async (_, answer, message) => {
    const port = await aServer((socket) => socket.end(answer));

    await expect(askKafka(port)).rejects.toThrow(message);
  });

  it('refuses what ends the conversation without an answer, and a port where nobody is', async () => {
    const port = await aServer((socket) => socket.end());
    await expect(askKafka(port)).rejects.toThrow('ended the conversation');

    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: free } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    await expect(askKafka(free)).rejects.toThrow('ECONNREFUSED');
  });
});
