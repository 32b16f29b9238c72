import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';
import { AlarmClock } from './alarm-clock.js';
import { waitFor } from './patience.js';

/** Gives a call up when the request's time is over or its client has gone, whether or not the subgraph listens to the signal. */
export function deadline(timeout: number): Stage<SubgraphCall, SubgraphResponse> {
  const clock = new AlarmClock();
  return (call, next) =>
    waitFor(call, next, {
      clock,
      until: call.operation.request.startedAt + timeout,
      outOfTime: () => new SubgraphUnavailableError(call.subgraph, { cause: new Error(`No answer within ${timeout} ms of the request`) }),
    });
}

/** Gives one try up when the subgraph has had its time; there may be another one. Where that is no less than the request's, there is nothing to watch. */
export function tryDeadline(timeoutOf: (subgraph: string) => number, requestTimeout: number): Stage<SubgraphCall, SubgraphResponse> {
  const clock = new AlarmClock();
  return (call, next) => {
    const { subgraph } = call;
    const milliseconds = timeoutOf(subgraph);
    if (milliseconds >= requestTimeout) return next(call);
    return waitFor(call, next, {
      clock,
      until: performance.now() + milliseconds,
      outOfTime: () =>
        new SubgraphUnavailableError(subgraph, { cause: new Error(`No answer within ${milliseconds} ms`), isTransient: true }),
    });
  };
}
