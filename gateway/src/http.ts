import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import type { CancelSignal } from '@supergraph/kernel/transport';
import type { Stage } from './stage.js';
import type { CookieJar } from './transport/cookie-jar.js';

/** A request as the stages of the HTTP ring see it. Header names are in lower case. */
export interface HttpRequest {
  /** Empty until the first stage has given it one. */
  id: string;
  method: string;
  path: string;
  /** The path as the routes have it (`/playground/*`); empty where nothing is served. */
  route: string;
  /** The query string, with its question mark. */
  search: string;
  headers: Readonly<Record<string, string>>;
  body: HttpBody;
  ip: string;
  /** The host that the client named, port included, as it came; a proxy's word for it counts where the proxy is trusted. */
  host: string;
  startedAt: number;
  /** Aborted when the client goes away before its answer. */
  signal: CancelSignal;
  /** Headers that the answer will have, whatever becomes of the request: stages far below the HTTP ring say them here. */
  answerHeaders: Map<string, string>;
  /** What its line in the access log says of who really acts: ids, no name and no credential. */
  logged: { impersonatorId?: string; apiKeyId?: string };
  /** Anonymous until the request is authenticated, which happens on the way to the graph only. */
  identity: Identity;
  /** Of a client that keeps its tokens in cookies; null for all others. */
  cookies: CookieJar | null;
  /** Of the access token or API key that came with it; null without one, and for a key that does not expire. */
  token: TokenTimes | null;
  /** The API key that it came with. */
  apiKey: KeyInUse | null;
  /** Of the identity's organization; null for platform staff, the anonymous, and an organization that is not known any more. */
  organization: OrganizationFacts | null;
  /** The organization that the request's host belongs to; null where it is nobody's, or stands for all. */
  hostOrganizationId: string | null;
}

/** The body of a request. It can be read once. */
export interface HttpBody {
  /** @throws BODY_TOO_LARGE as soon as there are more bytes than that: the rest is not read. */
  text(mostBytes?: number): Promise<string>;
}

export interface TokenTimes {
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface KeyInUse {
  id: string;
  /** What it may send; null where it has no number of its own. */
  requestsPerMinute: number | null;
}

/** What is known of a request that has only just come. */
export const unknownYet = (): Pick<
  HttpRequest,
  'id' | 'answerHeaders' | 'logged' | 'cookies' | 'identity' | 'token' | 'apiKey' | 'organization' | 'hostOrganizationId'
> => ({
  id: '',
  answerHeaders: new Map(),
  logged: {},
  cookies: null,
  identity: anonymous,
  token: null,
  apiKey: null,
  organization: null,
  hostOrganizationId: null,
});

export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Values of `Set-Cookie`, a line each. */
  cookies?: readonly string[] | undefined;
  body: string | Buffer;
  /** Of the body, where that is known already: to count the bytes of a text that was put together copies it. */
  bodyBytes?: number | undefined;
  /**
   * Takes the connection over once status and headers are settled, in place of the body: an event stream writes on the answer, and
   * a WebSocket (status 101) has the connection for itself.
   */
  takeOver?: TakeOver | undefined;
}

export type TakeOver = { stream(answer: ServerResponse): void } | { upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void };

export type HttpStage = Stage<HttpRequest, HttpResponse>;

export const jsonResponse = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/** The answer with some headers more. */
export const withHeaders = (response: HttpResponse, headers: Readonly<Record<string, string>>): HttpResponse => ({
  ...response,
  headers: { ...response.headers, ...headers },
});
