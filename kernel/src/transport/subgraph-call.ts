import type { GraphQLFormattedError } from 'graphql';
import type { Identity } from '../auth/index.js';
import type { StreamOpening } from '../realtime/index.js';
import type { CancelSignal } from './cancel.js';
import type { CookieChange } from './cookies.js';

export interface CallingClient {
  ip?: string | undefined;
  userAgent?: string | undefined;
  operation?: string | undefined;
  /**
   * Of a client that keeps its tokens in cookies, those that it brought, by name; for the owner of sessions only, who hands them to nobody.
   */
  cookies?: ReadonlyMap<string, string> | undefined;
}

/** One GraphQL request to one subgraph, made by the gateway or by a sibling. */
export interface SubgraphRequest {
  query: string;
  variables?: Readonly<Record<string, unknown>> | undefined;
  operationName?: string | undefined;
  identity: Identity;
  /** Id of the client's request; travels through every hop, into logs and events. */
  requestId: string;
  /**
   * Address and agent of the client, stored with sessions and audit events, and the name of its operation, which is not the one of this
   * request: what many clients ask alike is asked alike of subgraphs.
   */
  client?: CallingClient | undefined;
  signal?: CancelSignal | undefined;
  /**
   * Of a subscription: the body of one message of its stream, which is executed as the event. A subscription without one is
   * opened: the answer has no data and says in `extensions.stream` where its events will come from. An event that is executed once
   * for several subscribers is executed in the name of none of them: see `impersonal`.
   */
  event?: unknown;
}

export interface SubgraphResponse {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: AnswerExtensions | undefined;
}

/** What a subgraph says to the gateway: nothing of it reaches a client as it stands. */
export interface AnswerExtensions {
  stream?: StreamOpening;
  cookies?: readonly CookieChange[];
}

/** Sends a request to the subgraph of that name: in process in the all-in-one, over HTTP otherwise. */
export type CallSubgraph = (subgraph: string, request: SubgraphRequest) => Promise<SubgraphResponse>;

export interface UnavailableOptions extends ErrorOptions {
  /** Another try may be answered. */
  isTransient?: boolean;
  /** When the subgraph wants to be asked again, in milliseconds. */
  retryAfter?: number | undefined;
}

/** The subgraph gave no usable answer. The message names the service and nothing of its inside. */
export class SubgraphUnavailableError extends Error {
  readonly code = 'SUBGRAPH_UNAVAILABLE';
  readonly isTransient: boolean;
  readonly retryAfter: number | undefined;

  constructor(
    readonly subgraph: string,
    { isTransient = false, retryAfter, ...options }: UnavailableOptions = {},
  ) {
    super(`The service "${subgraph}" did not answer`, options);
    this.name = 'SubgraphUnavailableError';
    this.isTransient = isTransient;
    this.retryAfter = retryAfter;
  }
}
