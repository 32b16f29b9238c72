import type { Logger } from '@supergraph/kernel/logger';
import { type CallSubgraph, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { type Operation, operationNameOf, type SubgraphCall } from '../operation.js';
import type { Next } from '../stage.js';
import type { SubgraphSource } from './subgraph-source.js';

/**
 * The last step of the subgraph ring. Only this goes out: of a client's headers nothing does, and of its cookies those of tokens, to the
 * owner of sessions.
 */
export const sendWith =
  (call: CallSubgraph, sessionOwner: () => string | undefined = () => undefined): Next<SubgraphCall, SubgraphResponse> =>
  ({ subgraph, query, operationName, variables, operation, event, signal }) => {
    const { identity, request } = operation;
    const cookies = request.cookies && subgraph === sessionOwner() ? request.cookies : null;
    const answer = call(subgraph, {
      query,
      operationName,
      variables,
      identity,
      requestId: request.id,
      client: {
        ip: request.ip,
        userAgent: request.userAgent,
        operation: operationNameOf(operation),
        cookies: cookies?.brought,
      },
      signal,
      ...(event === undefined ? {} : { event }),
    });
    return cookies ? answer.then((response) => cookies.takeFrom(response)) : answer;
  };

export interface SourceOptions {
  subgraph: string;
  callSubgraph: Next<SubgraphCall, SubgraphResponse>;
  log: Logger;
  /** Entities of several places of a request are asked for in one call, and not again for what was told of them already. */
  joins?: boolean;
  /** Of a subscription's first fetch: the event for which its subgraph answers it. */
  event?: unknown;
}

/** A plan's door to one subgraph: its fetches enter the subgraph ring here. */
export const subgraphSource = ({ subgraph, callSubgraph, log, joins = false, event }: SourceOptions): SubgraphSource => ({
  joins,
  process({ request: { query, operationName, variables }, context }) {
    const operation = context as Operation;
    const { signal } = operation.request;
    const answer = callSubgraph({ subgraph, query, operationName, variables, operation, event, signal });
    answer.catch((error) => {
      if (error instanceof SubgraphUnavailableError)
        log.warn({ error, subgraph, requestId: operation.request.id }, 'a subgraph did not answer');
    });
    return answer;
  },
  report(problem, operation) {
    log.warn(
      { problem, subgraph, requestId: (operation as Operation).request.id },
      'a subgraph gave an answer that does not fit the schema',
    );
  },
});
