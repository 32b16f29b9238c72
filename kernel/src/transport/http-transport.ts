import { Pool } from 'undici';
import { IDENTITY_HEADER, signIdentity } from '../auth/index.js';
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

export interface HttpTransport {
  call: CallSubgraph;
  close(): Promise<void>;
}

/** Calls subgraphs over keep-alive HTTP connections, each call signed for the one that it is sent to. */
export function httpTransport({ urls, secret, timeout = 30_000, maxAnswerBytes = MAX_ANSWER_BYTES }: HttpTransportOptions): HttpTransport {
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string) => {
    const pool =
      pools.get(origin) ??
      new Pool(origin, { connections: 64, headersTimeout: timeout, bodyTimeout: timeout, maxResponseSize: maxAnswerBytes });
    pools.set(origin, pool);
    return pool;
  };
  return {
    async call(subgraph, request) {
      const url = urls[subgraph];
      if (!url) throw new SubgraphUnavailableError(subgraph, { cause: new Error('SUBGRAPH_URLS does not name it') });
      const { origin, pathname } = new URL(url);
      return post(poolFor(origin), { subgraph, pathname, secret }, request);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

async function post(
  pool: Pool,
  target: { subgraph: string; pathname: string; secret: string },
  request: SubgraphRequest,
): Promise<SubgraphResponse> {
  try {
    const { query, variables, operationName, event } = request;
    const content = JSON.stringify({ query, variables, operationName, event });
    const { body, statusCode, headers } = await pool.request({
      path: target.pathname,
      method: 'POST',
      headers: headersFor({ ...target, content }, request),
      body: content,
      signal: request.signal ?? null,
    });
    const answer = readAnswer(await body.text());
    if (answer) return answer;
    throw new SubgraphUnavailableError(target.subgraph, {
      cause: new Error(`HTTP ${statusCode} without a GraphQL result`),
      isTransient: PASSING.has(statusCode),
      retryAfter: PASSING.has(statusCode) ? millisecondsOf(headers['retry-after']) : undefined,
    });
  } catch (cause) {
    if (cause instanceof SubgraphUnavailableError) throw cause;
    throw new SubgraphUnavailableError(target.subgraph, { cause, isTransient: isOfConnection(cause) });
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
function millisecondsOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

const OF_CONNECTION =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT))$/;

const isOfConnection = (error: unknown): boolean => OF_CONNECTION.test(String((error as { code?: unknown } | null)?.code));

interface Target {
  subgraph: string;
  secret: string;
  content: string;
}

function headersFor({ subgraph, secret, content }: Target, request: SubgraphRequest): Record<string, string> {
  return {
    'content-type': 'application/json',
    [IDENTITY_HEADER]: signIdentity(request.identity, { secret, audience: subgraph, content }),
    'x-request-id': request.requestId,
    ...(request.client?.ip ? { 'x-forwarded-for': request.client.ip } : {}),
    ...(request.client?.userAgent ? { 'user-agent': request.client.userAgent } : {}),
  };
}
