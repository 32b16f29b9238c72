import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';

/** Gives a call up when the request's time is over or its client has gone, whether or not the subgraph listens to the signal. */
export const deadline = (timeout: number): Stage<SubgraphCall, SubgraphResponse> =>
  giveUpAfter(({ operation }) => ({
    milliseconds: timeout - (performance.now() - operation.request.startedAt),
    reason: `No answer within ${timeout} ms of the request`,
  }));

/** Gives one try up when the subgraph has had its time; there may be another one. Where that is no less than the request's, there is nothing to watch. */
export const tryDeadline = (timeoutOf: (subgraph: string) => number, requestTimeout: number): Stage<SubgraphCall, SubgraphResponse> =>
  giveUpAfter(({ subgraph }) => {
    const milliseconds = timeoutOf(subgraph);
    if (milliseconds >= requestTimeout) return null;
    return { milliseconds, reason: `No answer within ${milliseconds} ms`, isTransient: true };
  });

interface Patience {
  milliseconds: number;
  reason: string;
  isTransient?: boolean;
}

const giveUpAfter =
  (patienceOf: (call: SubgraphCall) => Patience | null): Stage<SubgraphCall, SubgraphResponse> =>
  async (call, next) => {
    if (call.signal.aborted) throw gone(call);
    const patience = patienceOf(call);
    if (!patience) return next(call);
    const { milliseconds, reason, isTransient = false } = patience;
    const controller = new AbortController();
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = (error: SubgraphUnavailableError) => {
      controller.abort(error);
      reject(error);
    };
    const onGone = () => giveUp(gone(call));
    const timer = setTimeout(
      () => giveUp(new SubgraphUnavailableError(call.subgraph, { cause: new Error(reason), isTransient })),
      milliseconds,
    );
    call.signal.addEventListener('abort', onGone, { once: true });
    try {
      return await Promise.race([givenUp, next({ ...call, signal: controller.signal })]);
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', onGone);
    }
  };

const gone = ({ subgraph, signal }: SubgraphCall) =>
  signal.reason instanceof SubgraphUnavailableError
    ? signal.reason
    : new SubgraphUnavailableError(subgraph, { cause: new Error('The client has gone') });
