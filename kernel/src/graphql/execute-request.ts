import { type DocumentNode, execute, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { isUnstorable, unstorableText } from './unstorable-text.js';

type Prepared = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Runs requests against one schema; a document is parsed and validated once. */
export function createExecutor(schema: GraphQLSchema, options: { maxDocuments?: number } = {}) {
  const prepared = new LRUCache<string, Prepared>({ max: options.maxDocuments ?? 1_000 });

  return async (
    request: SubgraphRequest,
    ctx: object,
    format: (error: GraphQLError) => GraphQLFormattedError,
  ): Promise<SubgraphResponse> => {
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
      contextValue: ctx,
      variableValues: request.variables as Record<string, unknown> | undefined,
      operationName: request.operationName,
    });
    return {
      data: result.data as SubgraphResponse['data'],
      ...(result.errors
        ? { errors: result.errors.map((error) => (isUnstorable(error, request, entry.document) ? unstorableText(error) : format(error))) }
        : {}),
    };
  };
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
