import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, errorKinds, publicFacts } from '../errors/index.js';
import type { Logger } from '../logger/index.js';

/** An expected error shows its code, kind, field and details; anything else is logged once and masked. */
export function formatError(error: GraphQLError, { log, requestId }: { log: Logger; requestId: string }): GraphQLFormattedError {
  const cause = error.originalError;
  const place = { path: error.path, locations: error.locations };
  if (cause instanceof DomainError) {
    log[errorKinds[cause.kind].level]({ code: cause.code, path: error.path, error: cause.cause }, 'a request was refused');
    return { message: cause.message, ...place, extensions: publicFacts(cause) };
  }
  if (!cause || cause instanceof GraphQLError)
    return { message: error.message, ...place, extensions: { code: 'BAD_USER_INPUT', kind: 'invalid', ...error.extensions } };
  log.error({ error: cause, path: error.path }, 'a field failed');
  return { message: 'Internal server error', ...place, extensions: { code: 'INTERNAL', kind: 'unavailable', requestId } };
}
