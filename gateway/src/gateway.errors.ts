import { type DomainError, defineErrors, errorKinds, publicFacts } from '@supergraph/kernel/errors';
import type { GraphQLFormattedError } from 'graphql';

export const GatewayErrors = defineErrors('gateway', {
  BAD_REQUEST: ['invalid', (reason: string) => reason],
  BODY_TOO_LARGE: ['invalid', (limit: number) => `The request's body is larger than ${limit} bytes`],
  PATH_NOT_FOUND: ['not-found', (path: string) => `Nothing is served at ${path}`],
  TOKEN_INVALID: ['unauthenticated', () => 'The access token is not valid: log in again'],
  TOKEN_EXPIRED: ['unauthenticated', () => 'The access token has expired: refresh it'],
  KEYS_UNAVAILABLE: ['unavailable', () => 'Access tokens cannot be checked at the moment'],
  SUBSCRIPTIONS_NOT_SUPPORTED: ['invalid', () => 'Subscriptions are not supported'],
  SUBGRAPH_UNAVAILABLE: ['unavailable', (subgraph: string) => `The service "${subgraph}" did not answer`],
  SUPERGRAPH_INVALID: ['unavailable', (reason: string) => `The supergraph cannot be loaded: ${reason}`],
  PORT_IN_USE: [
    'unavailable',
    (host: string, port: number) => `Port ${port} of ${host} is in use: stop the process that listens there or set PORT`,
  ],
});

/** Shown in place of every fault: what happened stands in the log under the request's id. */
export const MASKED = { message: 'Internal server error', code: 'INTERNAL' } as const;

/** Where a code has an HTTP status of its own, apart from its kind's. */
const statusByCode: Readonly<Record<string, number>> = { BODY_TOO_LARGE: 413 };

export const httpStatusOf = (error: DomainError): number => statusByCode[error.code] ?? errorKinds[error.kind].http;

/** A gateway's own refusal as clients see it. */
export const showError = (error: DomainError, requestId: string): GraphQLFormattedError => ({
  message: error.message,
  extensions: { ...publicFacts(error), requestId },
});
