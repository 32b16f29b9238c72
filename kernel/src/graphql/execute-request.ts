import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from 'graphql';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';
import { type PreparedDocument, PreparedDocuments, type PreparedOperation, runOperation } from './execution/index.js';
import { OPENING, StreamOpened } from './serve-subscriptions.js';
import { isUnstorable, unstorableText } from './unstorable-text.js';

type Format = (error: GraphQLError) => GraphQLFormattedError;

export interface ExecutorOptions {
  /** What documents that are parsed, validated and planned may take of memory, estimated; the least used ones go. */
  maxBytes?: number;
  /** For how many objects of one place its fields are gone through before a function is made of them: 100. */
  compileAfter?: number;
}

const MEBIBYTE = 2 ** 20;

/** graphql-js stops there, too. */
const MAX_VARIABLE_ERRORS = 50;

/**
 * Runs requests against one schema, with the answers of graphql-js. A document is parsed, validated and planned once. When an answer
 * is there, nothing of its request is at work any more.
 */
export function createExecutor(schema: GraphQLSchema, { maxBytes = 64 * MEBIBYTE, compileAfter }: ExecutorOptions = {}) {
  const documents = new PreparedDocuments(schema, { maxBytes, compileAfter });

  return async (request: SubgraphRequest, ctx: object, format: Format): Promise<SubgraphResponse> => {
    const prepared = documents.get(request.query);
    if ('errors' in prepared)
      return {
        errors: prepared.errors.map((error) => ({
          message: error.message,
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', kind: 'invalid' },
        })),
      };
    const result = await executeDocument(schema, prepared, { request, ctx });
    documents.weigh(request.query, prepared);
    return openingOf(result) ?? answerOf(result, { request, document: prepared.document, format });
  };
}

async function executeDocument(
  schema: GraphQLSchema,
  prepared: PreparedDocument,
  { request, ctx }: { request: SubgraphRequest; ctx: object },
): Promise<ExecutionResult> {
  const { operationName, variables: given = {} } = request;
  const rootValue = rootValueOf(request, prepared.document);
  const operation = prepared.operation(operationName);
  if (operation && typeof given === 'object' && given !== null) {
    const { errors, coerced } = variablesOf(schema, operation, given);
    if (errors) return { errors };
    const plan = prepared.plan(operation, coerced);
    if (plan) return runOperation(plan, { ctx, rootValue, variables: coerced });
  }
  // What cannot be executed, graphql-js says best.
  return execute({ schema, document: prepared.document, rootValue, contextValue: ctx, variableValues: given, operationName });
}

function variablesOf(
  schema: GraphQLSchema,
  { operation, readVariables }: PreparedOperation,
  given: Readonly<Record<string, unknown>>,
): ReturnType<typeof getVariableValues> {
  const plain = readVariables(given);
  if (plain) return { coerced: plain };
  return getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: MAX_VARIABLE_ERRORS });
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
