import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inChild } from '../../testing/in-child.js';
import { query } from '../../testing/query.js';
import { runs, scratch } from '../../testing/scratch.js';
import { freePort } from '../server/free-port.js';

const START_AND_STAY = `const { url, port, pid, adopted } = await infra.startPostgres(input);
  say({ url, port, pid, adopted }); setInterval(() => {}, 1000);`;

describe('startPostgres', () => {
  const { folder, start, later } = scratch();
  const aDataDir = async () => join(await folder(), 'nested', 'pg');

  it('sets up a UTF-8 database that listens on 127.0.0.1 only, asks for the password and is durable', async () => {
    const lines: string[] = [];
    const dataDir = await aDataDir();

    const server = await start(dataDir, { durable: undefined, maxConnections: 33, log: (line) => lines.push(line) });

    const settings = await query<{ name: string; setting: string }>(
      server.url,
      `SELECT name, setting FROM pg_settings WHERE name IN
       ('listen_addresses','unix_socket_directories','fsync','full_page_writes','max_connections','shared_buffers','server_encoding','TimeZone')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'on',
      full_page_writes: 'on',
      max_connections: '33',
      shared_buffers: '8192',
      server_encoding: 'UTF8',
      TimeZone: expect.stringMatching(/UTC$/),
    });
    expect(await query(server.url, `SELECT upper('äé') AS up, datlocale FROM pg_database WHERE datname = 'postgres'`)).toEqual([
      { up: 'ÄÉ', datlocale: 'C.UTF-8' },
    ]);
    expect(server).toMatchObject({ adopted: false, pid: expect.any(Number), port: Number(new URL(server.url).port) });
    await expect(query(`postgres://postgres:wrong@127.0.0.1:${server.port}/postgres`, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'superuser-password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
    expect(lines.join()).not.toContain(new URL(server.url).password);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(new URL(server.url).password);
  });

  it('never runs PostgreSQL as root', async () => {
    const server = await start(await aDataDir());

    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  });

  it('keeps the data and the port over a restart; stopping waits until it is down, and twice is harmless', async () => {
    const dataDir = await aDataDir();
    const first = await start(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await Promise.all([first.stop(), first.stop()]);
    expect(runs(first.pid)).toBe(false);
    await first.stop();

    const second = await start(dataDir);

    expect(second).toMatchObject({ adopted: false, port: first.port, url: first.url });
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('names the port that another program has, be it wished or remembered, and leaves nothing running', async () => {
    const dataDir = await aDataDir();
    const first = await start(dataDir);
    await first.stop();
    const stranger = createServer().listen(first.port, '127.0.0.1');
    later(() => stranger.close());

    await expect(start(dataDir, { port: first.port })).rejects.toMatchObject({ code: 'PORT_TAKEN', port: first.port });
    await expect(start(dataDir)).rejects.toThrow(`127.0.0.1:${first.port}`);
    expect(readdirSync(join(dataDir, 'cluster'))).not.toContain('postmaster.pid');
  });

  it('knows another PostgreSQL on its port from its own', async () => {
    const other = await start(await aDataDir());

    await expect(start(await aDataDir(), { port: other.port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });

  it('listens on the port it was asked for', async () => {
    const port = await freePort();

    expect(await start(await aDataDir(), { port })).toMatchObject({ port });
  });

  it('adopts the server of a Node process that was killed, and stops it', async () => {
    const dataDir = await aDataDir();
    const node = inChild(START_AND_STAY, { dataDir, durable: false });
    const theirs = (await node.said) as { pid: number; url: string };
    node.process.kill('SIGKILL');
    await node.ended;
    expect(runs(theirs.pid)).toBe(true);

    const ours = await start(dataDir);

    expect(ours).toMatchObject({ adopted: true, pid: theirs.pid, url: theirs.url });
    await ours.stop();
    expect(runs(theirs.pid)).toBe(false);
  });

  it('recovers the data when the server itself was killed, zombie or not', async () => {
    const dataDir = await aDataDir();
    const node = inChild(START_AND_STAY, { dataDir });
    const killed = (await node.said) as { pid: number; url: string; port: number };
    await query(killed.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    // A stopped parent does not collect its dead child, which stays a zombie.
    node.process.kill('SIGSTOP');
    process.kill(killed.pid, 'SIGKILL');

    const next = await start(dataDir);

    expect(next).toMatchObject({ adopted: false, port: killed.port });
    expect(readFileSync(`/proc/${killed.pid}/stat`, 'utf8')).toContain(') Z ');
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    node.process.kill('SIGKILL');
    await node.ended;
  });

  it('starts although the pid of a killed server belongs to another program by now', async () => {
    const dataDir = await aDataDir();
    await (await start(dataDir)).stop();
    writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${process.pid}\n${dataDir}/cluster\n1700000000\n1\n\n127.0.0.1\n\nready\n`);

    expect(await start(dataDir)).toMatchObject({ adopted: false });
  });

  it('starts once for four processes that ask at the same moment: the other three adopt', async () => {
    const dataDir = await aDataDir();
    const programs = [1, 2, 3, 4].map(() => inChild(START_AND_STAY, { dataDir, durable: false }));

    const servers = (await Promise.all(programs.map(({ said }) => said))) as { pid: number; adopted: boolean }[];

    const ours = await start(dataDir);
    expect(servers.map(({ adopted }) => adopted).sort()).toEqual([false, true, true, true]);
    expect(servers.map(({ pid }) => pid)).toEqual(Array(4).fill(ours.pid));
    for (const { process: node } of programs) node.kill('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));
  });

  it('starts once for callers in one process too', async () => {
    const dataDir = await aDataDir();

    const servers = await Promise.all([1, 2, 3].map(() => start(dataDir)));

    expect(servers.map(({ adopted }) => adopted).sort()).toEqual([false, true, true]);
  });

  it('makes the data anew when the process was killed in the middle of making it', async () => {
    const dataDir = await aDataDir();
    const node = inChild('say("go"); await infra.startPostgres(input)', { dataDir });
    await node.said;
    while (!readFolder(dataDir).some((name) => name.startsWith('cluster.draft-'))) await new Promise(setImmediate);
    node.process.kill('SIGKILL');
    await node.ended;
    expect(readFolder(dataDir)).not.toContain('cluster');

    const server = await start(dataDir);

    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(readFolder(dataDir).sort()).toEqual(['cluster', 'port', 'postgres.log', 'superuser-password']);
  });

  it('refuses the data of another major version, and says both', async () => {
    const dataDir = await aDataDir();
    await mkdir(join(dataDir, 'cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '15\n');

    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'INCOMPATIBLE_DATA_DIR',
      message: expect.stringMatching(/PostgreSQL 15 .* 17/),
    });
  });

  it("refuses somebody else's PostgreSQL folder, and its own without the password", async () => {
    const foreign = await folder();
    writeFileSync(join(foreign, 'PG_VERSION'), '17\n');
    const dataDir = await aDataDir();
    await (await start(dataDir)).stop();
    await rm(join(dataDir, 'superuser-password'));

    await expect(start(foreign)).rejects.toMatchObject({ code: 'INCOMPATIBLE_DATA_DIR' });
    await expect(start(dataDir)).rejects.toThrow('superuser-password');
  });

  it('says what PostgreSQL complained about when it does not start', async () => {
    const dataDir = await aDataDir();
    await (await start(dataDir)).stop();
    await rename(join(dataDir, 'cluster', 'global'), join(dataDir, 'cluster', 'gone'));

    await expect(start(dataDir)).rejects.toMatchObject({ code: 'POSTGRES_START_FAILED', message: expect.stringContaining('pg_control') });
  });
});

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
