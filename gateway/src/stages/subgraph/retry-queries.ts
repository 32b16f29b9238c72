import { setTimeout as sleep } from 'node:timers/promises';
import { abortSignalOf, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';
import type { CallMetrics } from './call-metrics.js';
import { isQuery } from './is-query.js';

export interface RetryOptions {
  /** Tries after the first one. */
  retriesOf: (subgraph: string) => number;
  metrics: Pick<CallMetrics, 'retries'>;
  /** The longest pause (ms) before the nth retry; the pause itself is any time up to that, so that not all come back at once. */
  pauseOf?: (retry: number) => number;
}

/** What a subgraph may make one wait for (ms); a longer `Retry-After` is a refusal. */
const LONGEST_WAIT = 5_000;

const doubled = (retry: number): number => Math.min(100 * 2 ** (retry - 1), 2_000);

/** Asks again where another try may be answered: queries only, with growing pauses, never longer than the request may take. */
export const retryQueries =
  ({ retriesOf, metrics, pauseOf = doubled }: RetryOptions): Stage<SubgraphCall, SubgraphResponse> =>
  (call, next) => {
    const again = async (error: unknown, retry: number): Promise<SubgraphResponse> => {
      const most = isQuery(call) ? retriesOf(call.subgraph) : 0;
      if (!(error instanceof SubgraphUnavailableError) || !error.isTransient || retry > most || call.signal.aborted) throw error;
      const pause = error.retryAfter ?? Math.random() * pauseOf(retry);
      if (pause > LONGEST_WAIT) throw error;
      metrics.retries.add({ subgraph: call.subgraph });
      await sleep(pause, undefined, { signal: abortSignalOf(call.signal) }).catch(() => {
        throw error;
      });
      return next(call).catch((later) => again(later, retry + 1));
    };
    return next(call).catch((error) => again(error, 1));
  };
