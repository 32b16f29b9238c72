import { IDENTITY_HEADER, signIdentity } from '../auth/index.js';
import { COOKIES_HEADER, writeCookies } from './cookies.js';
import type { HttpAnswer } from './http1/http-answer.js';
import { HttpClient, headerLine } from './http1/http-client.js';
import { type CallSubgraph, type SubgraphRequest, type SubgraphResponse, SubgraphUnavailableError } from './subgraph-call.js';

export interface HttpTransportOptions {
  /** Subgraph name to its GraphQL URL. */
  urls: Readonly<Record<string, string>>;
  secret: string;
  /** Time in ms after which a call is given up. */
  timeout?: number;
  /** Largest answer in bytes. */
  maxAnswerBytes?: number;
}

/** What a subgraph may answer is bounded, since the gateway has it in memory as a whole. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The name of the client's operation. */
export const OPERATION_HEADER = 'x-client-operation';

export interface HttpTransport {
  call: CallSubgraph;
  close(): Promise<void>;
}

const CONNECTIONS = 64;

interface Target {
  subgraph: string;
  path: string;
  client: HttpClient;
  secret: string;
}

/** Calls subgraphs over keep-alive HTTP connections, each call signed for the one that it is sent to. */
export function httpTransport({ urls, secret, timeout = 30_000, maxAnswerBytes = MAX_ANSWER_BYTES }: HttpTransportOptions): HttpTransport {
  const clients = new Map<string, HttpClient>();
  const clientFor = (url: URL) => {
    const client = clients.get(url.origin) ?? new HttpClient({ origin: url, connections: CONNECTIONS, timeout, mostBytes: maxAnswerBytes });
    clients.set(url.origin, client);
    return client;
  };
  const targets = new Map(
    Object.entries(urls).map(([subgraph, text]): [string, Target] => {
      const url = new URL(text);
      return [subgraph, { subgraph, path: url.pathname + url.search, client: clientFor(url), secret }];
    }),
  );
  return {
    call(subgraph, request) {
      const target = targets.get(subgraph);
      if (target) return post(target, request);
      return Promise.reject(new SubgraphUnavailableError(subgraph, { cause: new Error('SUBGRAPH_URLS does not name it') }));
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

function post({ subgraph, path, client, secret }: Target, request: SubgraphRequest): Promise<SubgraphResponse> {
  const { query, variables, operationName, event, signal } = request;
  const content = JSON.stringify({ query, variables, operationName, event });
  const head = headOf(signIdentity(request.identity, { secret, audience: subgraph, content }), request);
  return client.post({ path, head, body: content, signal }).then(
    (answer) => responseOf(answer, subgraph),
    (cause) => {
      throw new SubgraphUnavailableError(subgraph, { cause, isTransient: isOfConnection(cause) });
    },
  );
}

function responseOf({ status, headers, body }: HttpAnswer, subgraph: string): SubgraphResponse {
  const answer = readAnswer(body);
  if (answer) return answer;
  throw new SubgraphUnavailableError(subgraph, {
    cause: new Error(`HTTP ${status} without a GraphQL result`),
    isTransient: PASSING.has(status),
    retryAfter: PASSING.has(status) ? millisecondsOf(headers.get('retry-after')) : undefined,
  });
}

/** What a proxy or a subgraph that is busy, starting or stopping answers. */
const PASSING = new Set([408, 429, 502, 503, 504]);

/** A result as GraphQL has it; null where it is something else: a page of HTML, half an answer. */
function readAnswer(text: string): SubgraphResponse | null {
  try {
    const answer = JSON.parse(text) as SubgraphResponse | null;
    return answer !== null && typeof answer === 'object' && ('data' in answer || 'errors' in answer) ? answer : null;
  } catch {
    return null;
  }
}

/** `Retry-After` says seconds or a date. */
function millisecondsOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

const OF_CONNECTION = /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;

const isOfConnection = (error: unknown): boolean => OF_CONNECTION.test(String((error as { code?: unknown } | null)?.code));

const JSON_CONTENT = headerLine('content-type', 'application/json');

/** The identity is a token of ours: it needs no second look. */
function headOf(identity: string, { requestId, client }: SubgraphRequest): string {
  let head = `${JSON_CONTENT}${IDENTITY_HEADER}: ${identity}\r\n${headerLine('x-request-id', requestId)}`;
  if (client?.ip) head += headerLine('x-forwarded-for', client.ip);
  if (client?.userAgent) head += headerLine('user-agent', client.userAgent);
  if (client?.operation) head += headerLine(OPERATION_HEADER, client.operation);
  if (client?.cookies) head += headerLine(COOKIES_HEADER, writeCookies(client.cookies));
  return head;
}
