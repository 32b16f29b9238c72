import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger/index.js';
import type { Job } from './definition.js';

/** Runs each job at once and then again and again, until stopped. A failed run is logged and tried at the next turn. */
export function runJobs(
  jobs: readonly Job[],
  { contextFor, log }: { contextFor: (job: Job) => unknown; log: Logger },
): { stop(): Promise<void> } {
  const abort = new AbortController();
  const loop = async (job: Job) => {
    while (!abort.signal.aborted) {
      await job.run(contextFor(job)).catch((error) => log.error({ error, job: job.name }, 'a job failed'));
      await sleep(job.every, undefined, { signal: abort.signal }).catch(() => {});
    }
  };
  const loops = jobs.map(loop);
  return {
    async stop() {
      abort.abort();
      await Promise.all(loops);
    },
  };
}
