import { HeaderMap } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { DomainError, errorKinds } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { headersOf, httpStatusOf, MASKED, showError } from '../../gateway.errors.js';
import type { Operation, OperationResult } from '../../operation.js';
import type { Stage } from '../../stage.js';

/** Shows clients the errors that were made for them. Every other one is a fault: it is logged once, and masked. */
export const maskErrors =
  (log: Logger): Stage<Operation, OperationResult> =>
  async (operation, next) => {
    const { id } = operation.request;
    const mask = (error: unknown, extensions: GraphQLErrorExtensions = {}) => {
      log.error({ error: error, ...internalsOf(error), requestId: id, operation: operation.operationName }, 'an operation met a fault');
      return new GraphQLError(MASKED.message, { path: pathOf(error), extensions: { code: MASKED.code, requestId: id, ...extensions } });
    };
    try {
      const result = await next(operation);
      return result.errors?.length
        ? { ...result, errors: result.errors.map((error) => (isPublic(error) ? showPublic(error, id) : mask(error))) }
        : result;
    } catch (error) {
      return { errors: [error instanceof DomainError ? refusal(error, id) : mask(error, { http: { status: 500 } })] };
    }
  };

const ownCodes: ReadonlySet<unknown> = new Set(Object.values(ApolloServerErrorCode));

/** A subgraph marks what it wants to show with a code and a kind; only our own side may use a code of Apollo Server's. */
function isPublic(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const { code, kind, serviceName } = error.extensions;
  if (serviceName === undefined) return ownCodes.has(code) || error.originalError instanceof DomainError;
  return typeof code === 'string' && typeof kind === 'string' && Object.hasOwn(errorKinds, kind);
}

function showPublic({ message, nodes, path, extensions }: GraphQLError, requestId: string): GraphQLError {
  const { serviceName: _service, stacktrace: _stack, exception: _exception, http: _http, ...shown } = extensions;
  return new GraphQLError(message, { nodes, path, extensions: { ...shown, requestId } });
}

function refusal(error: DomainError, requestId: string): GraphQLError {
  const { message, extensions } = showError(error, requestId);
  const headers = new HeaderMap(Object.entries(headersOf(error)));
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: httpStatusOf(error), headers } } });
}

const pathOf = (error: unknown) => (error instanceof GraphQLError ? error.path : undefined);

/** What a subgraph said, for the log: it is not part of an error's message and stack. */
const internalsOf = (error: unknown): object =>
  error instanceof GraphQLError
    ? { path: error.path, subgraph: error.extensions.serviceName, subgraphExtensions: error.extensions, cause: error.originalError }
    : {};
