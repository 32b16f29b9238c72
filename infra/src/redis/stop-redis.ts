import { RedisStopError } from '../infra.errors.js';
import type { ProcessIdentity } from '../process-identity.js';
import { stopProcess } from '../server/stop-process.js';

/** Asked to end, Redis first writes what it has not written yet. One that does not follow is killed: it loses at most a second. */
const STEPS = [
  { signal: 'SIGTERM', patienceMs: 30_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
] as const;

/** Shuts the server down and waits until it is gone. Harmless when it is gone already, or when its pid is another's by now. */
export async function stopRedis(process: ProcessIdentity): Promise<void> {
  if (!(await stopProcess(process, STEPS))) throw new RedisStopError(`Redis (process ${process.pid}) does not stop`);
}
