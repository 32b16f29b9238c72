import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { RequestFacts, SubgraphCall } from '../../operation.js';
import type { Next, Stage } from '../../stage.js';
import { Patience } from './patience.js';

/** Gives a call up when the request's time is over or its client has gone, whether or not the subgraph listens to the signal. */
export function deadline(timeout: number): Stage<SubgraphCall, SubgraphResponse> {
  // The calls of a request end together: they have one timer, and one signal.
  const patiences = new WeakMap<RequestFacts, Patience>();
  return (call, next) => {
    const { request } = call.operation;
    let patience = patiences.get(request);
    if (!patience) {
      patience = new Patience({
        client: call.signal,
        until: request.startedAt + timeout,
        outOfTime: (subgraph) =>
          new SubgraphUnavailableError(subgraph, { cause: new Error(`No answer within ${timeout} ms of the request`) }),
      });
      patiences.set(request, patience);
    }
    return patience.wait(call, next);
  };
}

/** Gives one try up when the subgraph has had its time; there may be another one. Where that is no less than the request's, there is nothing to watch. */
export const tryDeadline =
  (timeoutOf: (subgraph: string) => number, requestTimeout: number): Stage<SubgraphCall, SubgraphResponse> =>
  (call, next: Next<SubgraphCall, SubgraphResponse>) => {
    const milliseconds = timeoutOf(call.subgraph);
    if (milliseconds >= requestTimeout) return next(call);
    return new Patience({
      client: call.signal,
      until: performance.now() + milliseconds,
      outOfTime: (subgraph) =>
        new SubgraphUnavailableError(subgraph, { cause: new Error(`No answer within ${milliseconds} ms`), isTransient: true }),
    }).wait(call, next);
  };
