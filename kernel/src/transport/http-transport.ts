import { Pool } from 'undici';
import { IDENTITY_HEADER, signIdentity } from '../auth/index.js';
import { type CallSubgraph, type SubgraphRequest, type SubgraphResponse, SubgraphUnavailableError } from './subgraph-call.js';

export interface HttpTransportOptions {
  /** Subgraph name to its GraphQL URL. */
  urls: Readonly<Record<string, string>>;
  secret: string;
  /** Time in ms after which a call is given up. */
  timeout?: number;
}

export interface HttpTransport {
  call: CallSubgraph;
  close(): Promise<void>;
}

/** Calls subgraphs over keep-alive HTTP connections, each call signed for the one that it is sent to. */
export function httpTransport({ urls, secret, timeout = 30_000 }: HttpTransportOptions): HttpTransport {
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string) => {
    const pool = pools.get(origin) ?? new Pool(origin, { connections: 64, headersTimeout: timeout, bodyTimeout: timeout });
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
    const { body, statusCode } = await pool.request({
      path: target.pathname,
      method: 'POST',
      headers: headersFor({ ...target, content }, request),
      body: content,
      signal: request.signal ?? null,
    });
    const answer = (await body.json()) as SubgraphResponse;
    if (answer === null || typeof answer !== 'object' || (!('data' in answer) && !('errors' in answer))) {
      throw new Error(`HTTP ${statusCode} without a GraphQL result`);
    }
    return answer;
  } catch (cause) {
    throw new SubgraphUnavailableError(target.subgraph, { cause });
  }
}

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
