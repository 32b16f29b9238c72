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

export interface SourceOptions {
  subgraph: string;
  callSubgraph: Next<SubgraphCall, SubgraphResponse>;
  log: Logger;
  /** Entities of several places of a request are asked for in one call. */
  joins?: boolean;
  /** Of a subscription's first fetch: the event for which its subgraph answers it. */
  event?: unknown;
}

/** A plan's door to one subgraph: its fetches enter the subgraph ring here. */
export const subgraphSource = ({ subgraph, callSubgraph, log, joins = false, event }: SourceOptions): SubgraphSource => ({
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
