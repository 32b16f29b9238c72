import { type DocumentNode, execute, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { documentHoldsNul, holdsNul, unstorableText } from './unstorable-text.js';

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
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', kind: 'invalid', ...error.extensions },
        })),
      };
    if (holdsNul(request.variables)) return { errors: [unstorableText().toJSON()] };
    const result = await execute({
      schema,
      document: entry.document,
      contextValue: ctx,
      variableValues: request.variables as Record<string, unknown> | undefined,
      operationName: request.operationName,
    });
    return { data: result.data as SubgraphResponse['data'], ...(result.errors ? { errors: result.errors.map(format) } : {}) };
  };
}

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    return documentHoldsNul(document) ? { errors: [unstorableText()] } : { document };
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}
