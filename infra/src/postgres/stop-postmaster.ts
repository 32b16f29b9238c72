import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresStopError } from '../infra.errors.js';
import { isAlive, type ProcessIdentity } from '../process-identity.js';

/** What pg_ctl sends for "fast" (open work is rolled back) and, when that takes too long, for "immediate". */
const STEPS = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;

/** Shuts the server down and waits until it is gone. Harmless when it is gone already, or when its pid is another's by now. */
export async function stopPostmaster(postmaster: ProcessIdentity): Promise<void> {
  for (const { signal, patienceMs } of STEPS) {
    if (!isAlive(postmaster)) return;
    send(postmaster, signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(postmaster) && Date.now() < deadline) await sleep(10);
  }
  if (isAlive(postmaster)) throw new PostgresStopError(`PostgreSQL (process ${postmaster.pid}) does not stop`);
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
