import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { command } from '../../testing/command.js';
import { inChild } from '../../testing/in-child.js';
import { runs, scratch } from '../../testing/scratch.js';
import { findRedis } from '../index.js';

const START_AND_STAY = `const { url, port, pid, adopted } = await infra.startRedis(input);
  say({ url, port, pid, adopted }); setInterval(() => {}, 1000);`;
// Where no Redis can be had the run says so at its end.
const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

describeWithRedis('startRedis, where a server runs or ran', () => {
  const { folder, redis, later } = scratch();
  const aDataDir = async () => join(await folder(), 'nested', 'redis');
  const aStranger = async () => {
    const process = spawn('sleep', ['600']);
    await once(process, 'spawn');
    later(() => process.kill('SIGKILL'));
    return process.pid!;
  };

  it('adopts the server of a Node process that was killed, and stops it', async () => {
    const dataDir = await aDataDir();
    const node = inChild(START_AND_STAY, { dataDir, durable: false });
    const theirs = (await node.said) as { pid: number; url: string };
    node.process.kill('SIGKILL');
    await node.ended;
    expect(runs(theirs.pid)).toBe(true);

    const ours = await redis(dataDir);

    expect(ours).toMatchObject({ adopted: true, pid: theirs.pid, url: theirs.url });
    await ours.stop();
    expect(runs(theirs.pid)).toBe(false);
  });

  it('recovers the data when the server itself was killed, zombie or not', async () => {
    const dataDir = await aDataDir();
    const node = inChild(START_AND_STAY, { dataDir });
    const killed = (await node.said) as { pid: number; url: string; port: number };
    await command(killed.url, 'CONFIG', 'SET', 'appendfsync', 'always');
    await command(killed.url, 'SET', 'kept', '7');
    // A stopped parent does not collect its dead child, which stays a zombie.
    node.process.kill('SIGSTOP');
    process.kill(killed.pid, 'SIGKILL');

    const next = await redis(dataDir, { durable: true });

    expect(next).toMatchObject({ adopted: false, port: killed.port });
    expect(readFileSync(`/proc/${killed.pid}/stat`, 'utf8')).toContain(') Z ');
    expect(await command(next.url, 'GET', 'kept')).toBe('7');
    node.process.kill('SIGKILL');
    await node.ended;
  });

  it('never touches another program that was given the pid of a server that is gone', async () => {
    const dataDir = await aDataDir();
    const server = await redis(dataDir);
    await server.stop();
    const stranger = await aStranger();
    const note = JSON.parse(readFileSync(join(dataDir, 'process.json'), 'utf8')) as { process: object };
    writeFileSync(join(dataDir, 'process.json'), JSON.stringify({ ...note, process: { ...note.process, pid: stranger } }));

    expect(await findRedis(dataDir)).toBeUndefined();
    const next = await redis(dataDir);
    await next.stop();

    expect(next).toMatchObject({ adopted: false, port: server.port });
    expect(runs(stranger)).toBe(true);
  });

  it.each(['', '{', 'null', '{"process":{"pid":0},"port":1}'])('starts although its note of the process is broken: %j', async (broken) => {
    const dataDir = await aDataDir();
    await (await redis(dataDir)).stop();
    writeFileSync(join(dataDir, 'process.json'), broken);

    expect(await redis(dataDir)).toMatchObject({ adopted: false });
  });

  it('starts once for four processes that ask at the same moment: the other three adopt', async () => {
    const dataDir = await aDataDir();
    const programs = [1, 2, 3, 4].map(() => inChild(START_AND_STAY, { dataDir, durable: false }));

    const servers = (await Promise.all(programs.map(({ said }) => said))) as { pid: number; adopted: boolean }[];

    const ours = await redis(dataDir);
    expect(servers.map(({ adopted }) => adopted).sort()).toEqual([false, true, true, true]);
    expect(servers.map(({ pid }) => pid)).toEqual(Array(4).fill(ours.pid));
    for (const { process: node } of programs) node.kill('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));
  });

  it('starts once for callers in one process too', async () => {
    const dataDir = await aDataDir();

    const servers = await Promise.all([1, 2, 3].map(() => redis(dataDir)));

    expect(servers.map(({ adopted }) => adopted).sort()).toEqual([false, true, true]);
  });
});

describeWithRedis('findRedis', () => {
  const { folder, redis } = scratch();

  it('finds nothing where nothing is, and makes no folder', async () => {
    const parent = await folder();

    expect(await findRedis(join(parent, 'redis'))).toBeUndefined();
    expect(existsSync(join(parent, 'redis'))).toBe(false);
    expect(await findRedis(parent)).toBeUndefined();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('finds what runs, whether it answers or not, and stops it', async () => {
    const dataDir = join(await folder(), 'redis');
    const { pid, port, url, version } = await redis(dataDir);
    expect(await findRedis(dataDir)).toMatchObject({ pid, answers: { port, url, version } });
    process.kill(pid, 'SIGSTOP');
    const silent = await findRedis(dataDir);
    process.kill(pid, 'SIGCONT');

    await silent?.stop();

    expect(silent).toMatchObject({ pid });
    expect(silent).not.toHaveProperty('answers');
    expect(runs(pid)).toBe(false);
    expect(await findRedis(dataDir)).toBeUndefined();
  });
});
