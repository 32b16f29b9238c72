import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { OPENING, StreamOpened } from './serve-subscriptions.js';
import { isUnstorable, unstorableText } from './unstorable-text.js';

type Prepared = { document: DocumentNode } | { errors: readonly GraphQLError[] };

type Format = (error: GraphQLError) => GraphQLFormattedError;

/** Runs requests against one schema; a document is parsed and validated once. */
export function createExecutor(schema: GraphQLSchema, options: { maxDocuments?: number } = {}) {
  const prepared = new LRUCache<string, Prepared>({ max: options.maxDocuments ?? 1_000 });

  return async (request: SubgraphRequest, ctx: object, format: Format): Promise<SubgraphResponse> => {
    const entry = prepared.get(request.query) ?? prepare(schema, request.query);
    prepared.set(request.query, entry);
    if ('errors' in entry)
      return {
        errors: entry.errors.map((error) => ({
          message: error.message,
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', kind: 'invalid' },
        })),
      };
    const result = await execute({
      schema,
      document: entry.document,
      rootValue: rootValueOf(request, entry.document),
      contextValue: ctx,
      variableValues: request.variables as Record<string, unknown> | undefined,
      operationName: request.operationName,
    });
    return openingOf(result) ?? answerOf(result, { request, document: entry.document, format });
  };
}

/** An event is what a subscription is about; a query or a mutation begins with nothing. */
function rootValueOf({ event, operationName }: SubgraphRequest, document: DocumentNode): unknown {
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
  return typeof event === 'object' && event !== null ? event : OPENING;
}

/** A subscription that may be opened ends where its events would begin. */
function openingOf({ errors = [] }: ExecutionResult): SubgraphResponse | null {
  const opened = errors.find(({ originalError }) => originalError instanceof StreamOpened)?.originalError;
  return opened instanceof StreamOpened ? { data: null, extensions: { stream: opened.opening } } : null;
}

function answerOf(
  { data, errors }: ExecutionResult,
  { request, document, format }: { request: SubgraphRequest; document: DocumentNode; format: Format },
): SubgraphResponse {
  const show = (error: GraphQLError) => (isUnstorable(error, request, document) ? unstorableText(error) : format(error));
  return { data: data as SubgraphResponse['data'], ...(errors ? { errors: errors.map(show) } : {}) };
}

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}
