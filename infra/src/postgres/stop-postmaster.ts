import { PostgresStopError } from '../infra.errors.js';
import type { ProcessIdentity } from '../process-identity.js';
import { stopProcess } from '../server/stop-process.js';

/** What pg_ctl sends for "fast" (open work is rolled back) and, when that takes too long, for "immediate". */
const STEPS = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;

/** Shuts the server down and waits until it is gone. Harmless when it is gone already, or when its pid is another's by now. */
export async function stopPostmaster(postmaster: ProcessIdentity): Promise<void> {
  if (!(await stopProcess(postmaster, STEPS))) throw new PostgresStopError(`PostgreSQL (process ${postmaster.pid}) does not stop`);
}
