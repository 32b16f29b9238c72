import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runs, scratch } from '../../testing/scratch.js';
import { identify } from '../process-identity.js';
import { stopProcess } from './stop-process.js';

describe('stopProcess', () => {
  const { later } = scratch();
  const aProcess = async (script: string) => {
    const child = spawn('/bin/sh', ['-c', `${script}; echo ready; while :; do sleep 0.05; done`]);
    later(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child.pid!;
  };
  const SOFT = { signal: 'SIGTERM', patienceMs: 300 } as const;
  const HARD = { signal: 'SIGKILL', patienceMs: 5000 } as const;

  it('waits until the process is gone', async () => {
    const pid = await aProcess(`trap 'sleep 0.1; exit' TERM`);

    expect(await stopProcess(identify(pid), [{ ...SOFT, patienceMs: 10_000 }])).toBe(true);
    expect(runs(pid)).toBe(false);
  });

  it('goes on to the next signal when one is not followed, and says when none was', async () => {
    const pid = await aProcess(`trap '' TERM`);
    const stubborn = identify(pid);

    expect(await stopProcess(stubborn, [SOFT])).toBe(false);
    expect(runs(pid)).toBe(true);
    expect(await stopProcess(stubborn, [SOFT, HARD])).toBe(true);
    expect(runs(pid)).toBe(false);
  });

  it('never signals another process that was given the pid', async () => {
    const pid = await aProcess(':');

    expect(await stopProcess({ pid, startedAt: 'an earlier boot:1' }, [HARD])).toBe(true);
    // A signal is not followed at once.
    await sleep(200);
    expect(runs(pid)).toBe(true);
  });

  it('is harmless when the process is gone already', async () => {
    const pid = await aProcess(':');
    const gone = identify(pid);
    await stopProcess(gone, [HARD]);

    expect(await stopProcess(gone, [HARD])).toBe(true);
  });
});
