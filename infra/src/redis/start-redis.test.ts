import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { command } from '../../testing/command.js';
import { inChild } from '../../testing/in-child.js';
import { runs, scratch } from '../../testing/scratch.js';
import { findRedis } from '../index.js';
import { freePort } from '../server/free-port.js';
import { isRoot } from '../server/system-user.js';
import { askRedis } from './resp.js';

const START_AND_STAY = `const { url, port, pid, adopted } = await infra.startRedis(input);
  say({ url, port, pid, adopted }); setInterval(() => {}, 1000);`;
const itAsRoot = isRoot() ? it : it.skip;
// Where no Redis can be had the run says so at its end.
const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

describeWithRedis('startRedis', () => {
  const { folder, redis, later } = scratch();
  const aDataDir = async () => join(await folder(), 'nested', 'redis');

  it('listens on 127.0.0.1 only, asks for the password and is durable', async () => {
    const server = await redis(await aDataDir(), { durable: undefined, maxMemoryMb: 33 });

    const setting = async (name: string) => ((await command(server.url, 'CONFIG', 'GET', name)) as string[])[1];
    const names = ['bind', 'protected-mode', 'appendonly', 'appendfsync', 'save', 'maxmemory', 'unixsocket'];
    expect(await Promise.all(names.map(setting))).toEqual(['127.0.0.1', 'yes', 'yes', 'everysec', '', String(33 * 2 ** 20), '']);
    expect(server).toMatchObject({
      url: expect.stringMatching(/^redis:\/\/:[0-9a-f]{48}@127\.0\.0\.1:\d+$/),
      adopted: false,
      pid: expect.any(Number),
      port: Number(new URL(server.url).port),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(await askRedis(server.port, [['PING']])).toEqual([new Error('NOAUTH Authentication required.')]);
    await expect(command(server.url.replace(/:\w+@/, ':wrong@'), 'PING')).rejects.toThrow('WRONGPASS');
  });

  it('tells the password to nobody: files are closed, and no log, argument or environment holds it', async () => {
    const lines: string[] = [];
    const dataDir = await aDataDir();

    const server = await redis(dataDir, { log: (line) => lines.push(line) });

    const { password } = new URL(server.url);
    expect(readFileSync(join(dataDir, 'password'), 'utf8').trim()).toBe(password);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'data')).mode & 0o777).toBe(0o700);
    const told = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${server.pid}/${name}`, 'utf8'));
    const logged = readFileSync(join(dataDir, 'redis.log'), 'utf8');
    expect(logged).toContain('Ready to accept connections');
    expect([...told, ...lines, logged].join()).not.toContain(password);
  });

  itAsRoot('never runs Redis as root', async () => {
    const server = await redis(await aDataDir());

    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  });

  itAsRoot('works for an ordinary user, as that user', async () => {
    const dataDir = join(await folder(0o777), 'redis');
    const node = inChild(START_AND_STAY, { dataDir }, { uid: 65534, gid: 65534 });

    const server = (await node.said) as { pid: number; url: string };

    later(async () => (await findRedis(dataDir))?.stop());
    expect(statSync(`/proc/${server.pid}`).uid).toBe(65534);
    expect(await command(server.url, 'PING')).toBe('PONG');
    node.process.kill('SIGKILL');
    await node.ended;
  });

  it('keeps durable data and the port over a restart; stopping waits until it is down, and twice is harmless', async () => {
    const dataDir = await aDataDir();
    const first = await redis(dataDir, { durable: true });
    await command(first.url, 'SET', 'kept', '42');
    await Promise.all([first.stop(), first.stop()]);
    expect(runs(first.pid)).toBe(false);
    await first.stop();

    const second = await redis(dataDir, { durable: true });

    expect(second).toMatchObject({ adopted: false, port: first.port, url: first.url });
    expect(await command(second.url, 'GET', 'kept')).toBe('42');
  });

  it('keeps nothing that was not to be durable', async () => {
    const dataDir = await aDataDir();
    const first = await redis(dataDir);
    await command(first.url, 'SET', 'gone', '1');
    await first.stop();

    expect(await command((await redis(dataDir)).url, 'DBSIZE')).toBe(0);
    expect(readdirSync(join(dataDir, 'data'))).toEqual([]);
  });

  it('names the port that another program has, be it wished or remembered, and tells that program no password', async () => {
    const dataDir = await aDataDir();
    const first = await redis(dataDir);
    await first.stop();
    const heard: Buffer[] = [];
    const stranger = createServer((socket) => void socket.on('data', (data) => heard.push(data))).listen(first.port, '127.0.0.1');
    later(() => stranger.close());

    await expect(redis(dataDir, { port: first.port })).rejects.toMatchObject({ code: 'PORT_TAKEN', port: first.port });
    await expect(redis(dataDir)).rejects.toThrow(`Redis cannot listen on 127.0.0.1:${first.port}`);
    expect(heard).toEqual([]);
    expect(await findRedis(dataDir)).toBeUndefined();
  });

  it('knows another Redis on its port from its own', async () => {
    const other = await redis(await aDataDir());

    await expect(redis(await aDataDir(), { port: other.port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect(await command(other.url, 'PING')).toBe('PONG');
  });

  it('listens on the port it was asked for', async () => {
    const port = await freePort();

    expect(await redis(await aDataDir(), { port })).toMatchObject({ port });
  });

  it('says what Redis complained about when it does not start, and leaves nothing running', async () => {
    const dataDir = await aDataDir();
    await (await redis(dataDir, { durable: true })).stop();
    const aof = join(dataDir, 'data', 'appendonlydir');
    const manifest = readdirSync(aof).find((name) => name.endsWith('.manifest'));
    writeFileSync(join(aof, manifest!), 'nonsense\n');

    await expect(redis(dataDir, { durable: true })).rejects.toMatchObject({
      code: 'REDIS_START_FAILED',
      message: expect.stringContaining('manifest'),
    });
    expect(await findRedis(dataDir)).toBeUndefined();
  });

  it('refuses a program that is no Redis, and starts nothing', async () => {
    const dataDir = await aDataDir();

    await expect(redis(dataDir, { server: '/bin/true' })).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      remedy: 'unset REDIS_SERVER',
    });
    expect(await findRedis(dataDir)).toBeUndefined();
  });

  it('refuses its own running server when the password was lost, and says how to stop it', async () => {
    const dataDir = await aDataDir();
    const server = await redis(dataDir);
    await rm(join(dataDir, 'password'));

    await expect(redis(dataDir)).rejects.toMatchObject({
      code: 'INCOMPATIBLE_DATA_DIR',
      message: expect.stringContaining(`kill ${server.pid}`),
    });
    expect(runs(server.pid)).toBe(true);
  });
});
