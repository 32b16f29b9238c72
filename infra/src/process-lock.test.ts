import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inChild } from '../testing/in-child.js';
import { scratch } from '../testing/scratch.js';
import { AlreadyRunningError, acquireLock } from './index.js';

describe('acquireLock', () => {
  const { folder } = scratch();
  const aLockFile = async () => join(await folder(), 'nested', 'it.lock');
  const aStaleLock = (file: string, holder: object) =>
    writeFileSync(file, JSON.stringify({ nonce: 'old', since: new Date(0).toISOString(), ...holder }));

  it('refuses a second holder, and says who holds it since when', async () => {
    const file = await aLockFile();
    const before = Date.now();
    const lock = await acquireLock(file);

    const refusal = await acquireLock(file).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(AlreadyRunningError);
    expect(refusal).toMatchObject({ code: 'ALREADY_RUNNING', pid: process.pid });
    expect((refusal as AlreadyRunningError).since.getTime()).toBeGreaterThanOrEqual(before);
    lock.release();
  });

  it('can be taken again after it was released, leaves no file behind, and releasing twice takes it from nobody', async () => {
    const file = await aLockFile();
    const first = await acquireLock(file);
    first.release();
    const second = await acquireLock(file);

    first.release();

    await expect(acquireLock(file)).rejects.toThrow(AlreadyRunningError);
    second.release();
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  it('names a live process that holds it, and is free once that process was killed', async () => {
    const file = await aLockFile();
    const holder = inChild('await infra.acquireLock(input); say("held"); setInterval(() => {}, 1000)', file);
    await holder.said;
    await expect(acquireLock(file)).rejects.toMatchObject({ pid: holder.pid });

    holder.process.kill('SIGKILL');
    await holder.ended;

    (await acquireLock(file)).release();
  });

  it('is not fooled by another process that was given the pid of a dead holder', async () => {
    const file = await aLockFile();
    (await acquireLock(file)).release();
    aStaleLock(file, { pid: process.pid, startedAt: 'an earlier boot:1' });

    (await acquireLock(file)).release();
  });

  it('treats a zombie as dead', async () => {
    const file = await aLockFile();
    (await acquireLock(file)).release();
    // The shell becomes a program that never asks how its child ended, so the child stays a zombie.
    const parent = inChild(
      `const { spawn } = await import('node:child_process');
       const shell = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
       shell.stdout.once('data', (pid) => setTimeout(() => say([Number(pid), shell.pid]), 400));`,
      null,
    );
    const [zombie, shell] = (await parent.said) as [number, number];
    expect(readFileSync(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ');
    aStaleLock(file, { pid: zombie });

    (await acquireLock(file)).release();

    process.kill(shell, 'SIGKILL');
    await parent.ended;
  });

  it('takes over a lock that a crash of the machine left empty', async () => {
    const file = await aLockFile();
    (await acquireLock(file)).release();
    writeFileSync(file, '');

    (await acquireLock(file)).release();
  });

  it('gives a stale lock to exactly one of many that want it, in one process and in several', async () => {
    const file = await aLockFile();
    (await acquireLock(file)).release();
    aStaleLock(file, { pid: 2 ** 22 + 1 });
    const body = `let won = 0;
      await Promise.all(Array.from({ length: 50 }, () => infra.acquireLock(input).then(() => (won += 1), () => {})));
      say(won); setTimeout(() => process.exit(), 1500);`;
    const contenders = [1, 2, 3].map(() => inChild(body, file));

    const wins = (await Promise.all(contenders.map(({ said }) => said))) as number[];

    expect(wins.reduce((sum, won) => sum + won)).toBe(1);
    await Promise.all(contenders.map(({ ended }) => ended));
  });
});
