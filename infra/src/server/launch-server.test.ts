import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inChild } from '../../testing/in-child.js';
import { runs, scratch } from '../../testing/scratch.js';
import type { ProcessIdentity } from '../process-identity.js';
import { type Launch, launchServer } from './launch-server.js';
import { stopProcess } from './stop-process.js';

const LAUNCH_AND_STAY = `setInterval(() => {}, 1000);
  const { launchServer } = await import(input.module);
  await launchServer({ ...input.launch, env: process.env, beforeRun: ({ pid }) => new Promise(() => say(pid)) });`;

describe('launchServer', () => {
  const { folder, later } = scratch();
  /** A program that keeps what it reads, then stays. */
  const aLaunch = async (script = 'cat > "$1"; exec sleep 600'): Promise<Launch<string> & { kept: string }> => {
    const home = await folder();
    const kept = join(home, 'kept');
    return {
      kept,
      program: '/bin/sh',
      args: ['-c', script, 'sh', kept],
      env: { PATH: process.env.PATH },
      logFile: join(home, 'log'),
      ask: async () => (existsSync(kept) ? readFileSync(kept, 'utf8') || undefined : undefined),
      stop: async (process) => void (await stopProcess(process, [{ signal: 'SIGKILL', patienceMs: 5000 }])),
      explain: (output) => new Error(`It said: ${output}`),
    };
  };

  it('gives the program its input under the pid that was told before, which stays', async () => {
    const launch = await aLaunch();
    let told: ProcessIdentity | undefined;

    const { process, answer } = await launchServer({
      ...launch,
      beforeRun: async (started) => {
        told = started;
        expect(existsSync(launch.kept)).toBe(false);
        return 'a secret\nof two lines\n';
      },
    });
    later(() => launch.stop(process));

    expect(answer).toBe('a secret\nof two lines\n');
    expect(process).toEqual(told);
    expect(runs(process.pid)).toBe(true);
  });

  it('never runs the program when what comes before fails', async () => {
    const launch = await aLaunch();
    let pid = 0;
    const beforeRun = async (process: ProcessIdentity) => {
      pid = process.pid;
      throw new Error('the disk is full');
    };

    await expect(launchServer({ ...launch, beforeRun })).rejects.toThrow('the disk is full');

    expect(runs(pid)).toBe(false);
    expect(existsSync(launch.kept)).toBe(false);
  });

  it('never runs the program when our own process is killed before', async () => {
    const launch = await aLaunch();
    const node = inChild(LAUNCH_AND_STAY, { module: new URL('./launch-server.ts', import.meta.url).href, launch });
    const pid = (await node.said) as number;
    expect(runs(pid)).toBe(true);

    node.process.kill('SIGKILL');
    await node.ended;

    while (runs(pid)) await new Promise(setImmediate);
    expect(existsSync(launch.kept)).toBe(false);
  });

  it('explains by what the program wrote, in this start only, why it ended', async () => {
    const launch = await aLaunch('echo "no room" >&2; exit 3');

    for (const _twice of [1, 2]) await expect(launchServer(launch)).rejects.toThrow(/^It said: no room\n$/);
  });

  it('leaves nothing running when asking fails', async () => {
    const launch = await aLaunch();
    let pid = 0;
    const ask = async (process: ProcessIdentity) => {
      pid = process.pid;
      throw new Error('a wrong password');
    };

    await expect(launchServer({ ...launch, ask })).rejects.toThrow('a wrong password');

    expect(runs(pid)).toBe(false);
  });
});
