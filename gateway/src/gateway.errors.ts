import { type DomainError, defineErrors, errorKinds, publicFacts } from '@supergraph/kernel/errors';
import type { GraphQLFormattedError } from 'graphql';

export const GatewayErrors = defineErrors('gateway', {
  BAD_REQUEST: ['invalid', (reason: string) => reason],
  BODY_TOO_LARGE: ['invalid', (limit: number) => `The request's body is larger than ${limit} bytes`],
  PATH_NOT_FOUND: ['not-found', (path: string) => `Nothing is served at ${path}`],
  TOKEN_INVALID: ['unauthenticated', () => 'The access token or API key is not valid'],
  TOKEN_EXPIRED: ['unauthenticated', () => 'The access token or API key has expired'],
  API_KEY_CHANGED: ['unavailable', () => 'The API key has been changed: connect again'],
  SESSION_ENDED: ['unauthenticated', () => 'The session has ended: log in again'],
  ADDRESS_NOT_ALLOWED: ['forbidden', () => 'This may not be used from your network address'],
  KEYS_UNAVAILABLE: ['unavailable', () => 'Access tokens cannot be checked at the moment'],
  OPERATION_TOO_DEEP: ['invalid', (limit: number) => `The operation is nested deeper than ${limit} levels`],
  TOO_MANY_ALIASES: ['invalid', (limit: number) => `The operation has more than ${limit} aliases`],
  TOO_MANY_ROOT_FIELDS: ['invalid', (limit: number) => `The operation has more than ${limit} fields at its root`],
  TOO_MANY_DIRECTIVES: ['invalid', (limit: number) => `The operation has more than ${limit} directives`],
  OPERATION_TOO_LARGE: ['invalid', (limit: number) => `The operation has more than ${limit} fields`],
  COST_TOO_HIGH: [
    'invalid',
    (cost: number, most: number) =>
      `The operation may cost ${cost}, and at most ${most} is let through: ask for shorter lists or fewer fields`,
  ],
  SLICING_ARGUMENT_REQUIRED: [
    'invalid',
    (field: string, names: string) => `The list ${field} needs exactly one of the arguments that say how long it may be: ${names}`,
  ],
  OPERATION_TOO_COMPLEX: ['invalid', () => 'The operation is too complex to be planned: ask for less at once'],
  PLANNER_BUSY: ['unavailable', () => 'Too many operations that are new here come at once: try again'],
  SUBSCRIPTION_TRANSPORT_REQUIRED: [
    'invalid',
    () => 'A subscription needs a transport that carries events: a WebSocket, text/event-stream or multipart/mixed;subscriptionSpec="1.0"',
  ],
  SUBSCRIPTIONS_UNAVAILABLE: ['unavailable', () => 'Live updates are not available here: the gateway has no Redis'],
  SUBSCRIPTION_LIMIT: [
    'unavailable',
    (scope: string, most: number) => `More subscriptions than ${most} at a time are not served: ${scope}`,
  ],
  SUBSCRIPTION_SCHEMA_RELOAD: ['unavailable', () => 'The schema has changed: subscribe again'],
  MEMBERSHIP_REVOKED: ['forbidden', () => 'The membership in the organization has ended'],
  TENANT_SUSPENDED: ['forbidden', () => 'The organization is not in service any more'],
  SERVER_RESTARTING: ['unavailable', () => 'The gateway is restarting: subscribe again'],
  SLOW_CLIENT: ['unavailable', () => 'The connection takes less than is sent: subscribe again'],
  CSRF_REFUSED: ['forbidden', (reason: string) => `A request that keeps its tokens in cookies is refused: ${reason}`],
  COOKIES_UNAVAILABLE: ['unavailable', () => 'Tokens cannot be kept in cookies at the moment'],
  ORIGIN_REFUSED: ['forbidden', (origin: string) => `Pages of ${origin} may not connect here`],
  SOCKET_LIMIT: ['unavailable', (most: number) => `More than ${most} connections from one address are not served`],
  STREAM_NOT_FOUND: ['not-found', () => 'There is no such event stream: reserve one first'],
  STREAM_CONFLICT: ['conflict', (reason: string) => reason],
  SUBGRAPH_UNAVAILABLE: ['unavailable', (subgraph: string) => `The service "${subgraph}" did not answer`],
  SUBGRAPH_ANSWER_INVALID: [
    'unavailable',
    (subgraph: string | null) =>
      `${subgraph === null ? 'A service' : `The service "${subgraph}"`} gave an answer that does not fit the schema`,
  ],
  FIELD_UNREACHABLE: ['unavailable', (field: string) => `No service can answer "${field}"`],
  SUPERGRAPH_INVALID: ['unavailable', (reason: string) => `The supergraph cannot be loaded: ${reason}`],
  PORT_IN_USE: [
    'unavailable',
    (host: string, port: number) => `Port ${port} of ${host} is in use: stop the process that listens there or set PORT`,
  ],
});

/** Shown in place of every fault: what happened stands in the log under the request's id. */
export const MASKED = { message: 'Internal server error', code: 'INTERNAL' } as const;

/** Where a code has an HTTP status of its own, apart from its kind's. */
const statusByCode: Readonly<Record<string, number>> = {
  BODY_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  SUBSCRIPTION_LIMIT: 429,
  SOCKET_LIMIT: 429,
  SUBSCRIPTION_TRANSPORT_REQUIRED: 406,
};

export const httpStatusOf = (error: DomainError): number => statusByCode[error.code] ?? errorKinds[error.kind].http;

/** What a refusal says in the answer's headers beside its status. */
export const headersOf = ({ kind }: DomainError): Readonly<Record<string, string>> =>
  kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {};

/** A gateway's own refusal as clients see it. */
export const showError = (error: DomainError, requestId: string): GraphQLFormattedError => ({
  message: error.message,
  extensions: { ...publicFacts(error), requestId },
});
