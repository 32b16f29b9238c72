import { IDENTITY_HEADER, signIdentity } from '../auth/index.js';
import { HttpClient } from './http1/http-client.js';
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
    async call(subgraph, request) {
      const target = targets.get(subgraph);
      if (!target) throw new SubgraphUnavailableError(subgraph, { cause: new Error('SUBGRAPH_URLS does not name it') });
      return post(target, request);
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

async function post({ subgraph, path, client, secret }: Target, request: SubgraphRequest): Promise<SubgraphResponse> {
  try {
    const { query, variables, operationName, event, signal } = request;
    const content = JSON.stringify({ query, variables, operationName, event });
    const headers = headersFor(signIdentity(request.identity, { secret, audience: subgraph, content }), request);
    const { status, headers: answered, body } = await client.post({ path, headers, body: content, signal });
    const answer = readAnswer(body);
    if (answer) return answer;
    throw new SubgraphUnavailableError(subgraph, {
      cause: new Error(`HTTP ${status} without a GraphQL result`),
      isTransient: PASSING.has(status),
      retryAfter: PASSING.has(status) ? millisecondsOf(answered.get('retry-after')) : undefined,
    });
  } catch (cause) {
    if (cause instanceof SubgraphUnavailableError) throw cause;
    throw new SubgraphUnavailableError(subgraph, { cause, isTransient: isOfConnection(cause) });
  }
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

const headersFor = (identity: string, { requestId, client }: SubgraphRequest): Record<string, string> => ({
  'content-type': 'application/json',
  [IDENTITY_HEADER]: identity,
  'x-request-id': requestId,
  ...(client?.ip ? { 'x-forwarded-for': client.ip } : {}),
  ...(client?.userAgent ? { 'user-agent': client.userAgent } : {}),
  ...(client?.operation ? { [OPERATION_HEADER]: client.operation } : {}),
});
