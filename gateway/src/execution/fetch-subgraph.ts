import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Logger } from '@supergraph/kernel/logger';
import { type CallSubgraph, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { type GraphQLFormattedError, Kind, parse, type SelectionNode } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation, SubgraphCall } from '../operation.js';
import type { Next } from '../stage.js';

/** A long list that lacks one service's fields says so for its first entries: the rest would only repeat it. */
const MOST_ERRORS = 20;

/** The last step of the subgraph ring. Only this goes out: of a client's headers nothing does. */
export const sendWith =
  (call: CallSubgraph): Next<SubgraphCall, SubgraphResponse> =>
  async ({ subgraph, query, operationName, variables, operation: { identity, request }, event, signal }) =>
    call(subgraph, {
      query,
      operationName,
      variables,
      identity,
      requestId: request.id,
      client: { ip: request.ip, userAgent: request.userAgent },
      signal,
      ...(event === undefined ? {} : { event }),
    });

/** A plan's door to one subgraph: its fetches enter the subgraph ring here. */
export const subgraphSource = (subgraph: string, callSubgraph: Next<SubgraphCall, SubgraphResponse>, log: Logger): GraphQLDataSource =>
  eventSource({ subgraph, callSubgraph, log });

export interface EventSourceOptions {
  subgraph: string;
  callSubgraph: Next<SubgraphCall, SubgraphResponse>;
  log: Logger;
  /** What a subscription is executed for. */
  event?: unknown;
}

/** The same for a subscription's first fetch, which its subgraph answers for one event. */
export const eventSource = ({ subgraph, callSubgraph, log, event }: EventSourceOptions): GraphQLDataSource => ({
  async process({ request, context }: GraphQLDataSourceProcessOptions) {
    const operation = context as Operation;
    const { query = '', operationName, variables = {} } = request;
    try {
      const { data, errors } = await callSubgraph({
        subgraph,
        query,
        operationName,
        variables,
        operation,
        event,
        signal: operation.request.signal,
      });
      return { data, errors };
    } catch (error) {
      if (!(error instanceof SubgraphUnavailableError)) throw error;
      log.warn({ error: error, subgraph, requestId: operation.request.id }, 'a subgraph did not answer');
      return { errors: unavailableAt(subgraph, missingPaths(query, variables)) };
    }
  },
});

function unavailableAt(service: string, paths: readonly (readonly (string | number)[])[]): GraphQLFormattedError[] {
  const { message, code, kind } = GatewayErrors.SUBGRAPH_UNAVAILABLE(service);
  return paths.slice(0, MOST_ERRORS).map((path) => ({ message, path, extensions: { code, kind, service } }));
}

/** What a failed fetch leaves empty: its root fields, or the entities it was to fill (the executor knows where those stand). */
function missingPaths(query: string, { representations }: Readonly<Record<string, unknown>>): (readonly (string | number)[])[] {
  if (Array.isArray(representations)) return representations.map((_, index) => ['_entities', index]);
  return parse(query, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections.flatMap(responseKeys).map((key) => [key]) : [],
  );
}

function responseKeys(selection: SelectionNode): string[] {
  if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
  return selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet.selections.flatMap(responseKeys) : [];
}
