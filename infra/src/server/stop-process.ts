import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../process-identity.js';

/** A signal, and how long the process is given to follow it. */
export interface StopStep {
  signal: NodeJS.Signals;
  patienceMs: number;
}

/**
 * Sends one signal after the other until the process is gone; false when it outlives them all. Harmless when it is gone
 * already, or when its pid is another's by now.
 */
export async function stopProcess(target: ProcessIdentity, steps: readonly StopStep[]): Promise<boolean> {
  for (const { signal, patienceMs } of steps) {
    if (!isAlive(target)) return true;
    send(target, signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(target) && Date.now() < deadline) await sleep(10);
  }
  return !isAlive(target);
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
