import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { scratch } from '../../testing/scratch.js';
import { freePort } from '../server/free-port.js';
import { askRedis } from './resp.js';

describe('askRedis', () => {
  const { later } = scratch();
  const aServer = async (...pieces: (string | Buffer)[]) => {
    const port = await freePort();
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', async (data) => {
        heard.push(data.toString());
        for (const piece of pieces) await new Promise((resolve) => socket.write(piece, () => setTimeout(resolve, 2)));
      });
    }).listen(port, '127.0.0.1');
    later(() => server.close());
    return { port, heard };
  };

  it('reads every kind of reply, wherever the network cuts it, and counts bytes and not letters', async () => {
    const all = '+OK\r\n-ERR no\r\n:42\r\n$-1\r\n$5\r\nä\r\nb\r\n*2\r\n$1\r\na\r\n*1\r\n:1\r\n';
    const { port, heard } = await aServer(...[...Buffer.from(all)].map((byte) => Buffer.from([byte])));

    const replies = await askRedis(port, [['SET', 'ä'], ['B'], ['C'], ['D'], ['E'], ['F']]);

    expect(replies).toEqual(['OK', new Error('ERR no'), 42, null, 'ä\r\nb', ['a', [1]]]);
    expect(heard[0]).toBe(`*2\r\n$3\r\nSET\r\n$2\r\nä\r\n${['B', 'C', 'D', 'E', 'F'].map((word) => `*1\r\n$1\r\n${word}\r\n`).join('')}`);
  });

  it('fails when nothing listens, or what listens is silent, goes away or is no Redis', async () => {
    const closing = createServer((socket) => void socket.end());
    const closingPort = await freePort();
    closing.listen(closingPort, '127.0.0.1');
    later(() => closing.close());
    const [silent, web] = [await aServer(), await aServer('HTTP/1.1 400 Bad Request\r\n\r\n')];

    const failures = await Promise.all(
      [await freePort(), silent.port, closingPort, web.port].map((port) =>
        askRedis(port, [['PING']]).catch((error: Error) => error.message),
      ),
    );

    expect(failures).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('in time'),
      expect.stringContaining('ended the conversation'),
      expect.stringContaining('does not speak'),
    ]);
  });
});
