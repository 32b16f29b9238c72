import type { Logger } from '@supergraph/kernel/logger';
import { type CallSubgraph, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { type Operation, operationNameOf, type SubgraphCall } from '../operation.js';
import type { Next } from '../stage.js';
import type { SubgraphSource } from './subgraph-source.js';

/** The last step of the subgraph ring. Only this goes out: of a client's headers nothing does. */
export const sendWith =
  (call: CallSubgraph): Next<SubgraphCall, SubgraphResponse> =>
  async ({ subgraph, query, operationName, variables, operation, event, signal }) => {
    const { identity, request } = operation;
    return call(subgraph, {
      query,
      operationName,
      variables,
      identity,
      requestId: request.id,
      client: { ip: request.ip, userAgent: request.userAgent, operation: operationNameOf(operation) },
      signal,
      ...(event === undefined ? {} : { event }),
    });
  };

/** A plan's door to one subgraph: its fetches enter the subgraph ring here. */
export const subgraphSource = (options: Omit<EventSourceOptions, 'event'>): SubgraphSource => eventSource(options);

export interface EventSourceOptions {
  subgraph: string;
  callSubgraph: Next<SubgraphCall, SubgraphResponse>;
  log: Logger;
  /** Entities of several places of a request are asked for in one call. */
  joins?: boolean;
  /** What a subscription is executed for. */
  event?: unknown;
}

/** The same for a subscription's first fetch, which its subgraph answers for one event. */
export const eventSource = ({ subgraph, callSubgraph, log, joins = false, event }: EventSourceOptions): SubgraphSource => ({
  joins,
  async process({ request, context }) {
    const operation = context as Operation;
    try {
      return await callSubgraph({ subgraph, ...request, operation, event, signal: operation.request.signal });
    } catch (error) {
      if (error instanceof SubgraphUnavailableError)
        log.warn({ error: error, subgraph, requestId: operation.request.id }, 'a subgraph did not answer');
      throw error;
    }
  },
  report(problem, operation) {
    log.warn(
      { problem, subgraph, requestId: (operation as Operation).request.id },
      'a subgraph gave an answer that does not fit the schema',
    );
  },
});
