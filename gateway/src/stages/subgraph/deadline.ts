import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';

/** Gives a call up when the request's time is over or its client has gone, whether or not the subgraph listens to the signal. */
export const deadline =
  (timeout: number): Stage<SubgraphCall, SubgraphResponse> =>
  async (call, next) => {
    const { signal: client, startedAt } = call.operation.request;
    if (client.aborted) throw new SubgraphUnavailableError(call.subgraph, { cause: new Error('The client has gone') });
    const controller = new AbortController();
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = (cause: Error) => {
      controller.abort(cause);
      reject(new SubgraphUnavailableError(call.subgraph, { cause }));
    };
    const clientGone = () => giveUp(new Error('The client has gone'));
    const timer = setTimeout(
      () => giveUp(new Error(`No answer within ${timeout} ms of the request`)),
      timeout - (performance.now() - startedAt),
    );
    client.addEventListener('abort', clientGone, { once: true });
    try {
      return await Promise.race([givenUp, next({ ...call, signal: controller.signal })]);
    } finally {
      clearTimeout(timer);
      client.removeEventListener('abort', clientGone);
    }
  };
