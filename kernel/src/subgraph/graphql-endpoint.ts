import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Identity } from '../auth/index.js';
import { COOKIES_HEADER, OPERATION_HEADER, readCookies, type SubgraphRequest } from '../transport/index.js';
import type { RunningSubgraph } from './running-subgraph.js';
import { type CallerOf, headerOf, refusal } from './verify-caller.js';

/** Where a subgraph answers GraphQL. */
export const GRAPHQL_PATH = '/graphql';

/** Largest body in bytes. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export const JSON_TYPE = 'application/json; charset=utf-8';

interface GraphQLBody {
  query?: unknown;
  variables?: Record<string, unknown>;
  operationName?: string;
  event?: unknown;
}

type AskedBody = GraphQLBody & { query: string };

export interface Answer {
  status: number;
  /** JSON. */
  text: string;
}

/** Answers one request for GraphQL; `content` is its body as it was sent. Never rejects. */
export type AnswerGraphQL = (headers: IncomingHttpHeaders, content: string) => Promise<Answer>;

export function answerGraphQL(subgraph: Pick<RunningSubgraph, 'handle' | 'log'>, callerOf: CallerOf): AnswerGraphQL {
  return async (headers, content) => {
    try {
      const body = readBody(content);
      const identity = await callerOf(headers, content, { changes: changesSomething(body) });
      if (!identity) return UNSIGNED;
      if (typeof body?.query !== 'string') return WITHOUT_QUERY;
      if (typeof (body.variables ?? {}) !== 'object') return BAD_VARIABLES;
      return { status: 200, text: JSON.stringify(await subgraph.handle(requestOf(headers, body as AskedBody, identity))) };
    } catch (error) {
      subgraph.log.error({ error }, 'a request failed');
      return FAILED;
    }
  };
}

const refused = (status: number, code: string, message: string): Answer => ({ status, text: JSON.stringify(refusal(code, message)) });

const UNSIGNED = refused(401, 'UNSIGNED_CALL', 'Subgraphs answer the gateway and their siblings only, once for each call');
const WITHOUT_QUERY = refused(400, 'BAD_REQUEST', 'The body needs a "query"');
const BAD_VARIABLES = refused(400, 'BAD_REQUEST', '"variables" are an object');
const FAILED = refused(500, 'INTERNAL', 'Internal server error');

const requestOf = (
  headers: IncomingHttpHeaders,
  { query, variables, operationName, event }: AskedBody,
  identity: Identity,
): SubgraphRequest => ({
  query,
  variables,
  operationName,
  event,
  identity,
  requestId: headerOf(headers, 'x-request-id') ?? randomUUID(),
  client: {
    ip: headerOf(headers, 'x-forwarded-for'),
    userAgent: headerOf(headers, 'user-agent'),
    operation: headerOf(headers, OPERATION_HEADER),
    cookies: cookiesOf(headers),
  },
});

function cookiesOf(headers: IncomingHttpHeaders): ReadonlyMap<string, string> | undefined {
  const header = headerOf(headers, COOKIES_HEADER);
  return header === undefined ? undefined : readCookies(header);
}

function readBody(text: string): GraphQLBody | null {
  try {
    return JSON.parse(text) as GraphQLBody | null;
  } catch {
    return null;
  }
}

const changesSomething = (body: GraphQLBody | null): boolean => typeof body?.query === 'string' && /\bmutation\b/.test(body.query);

export interface ServeOptions {
  answer: AnswerGraphQL;
  /** Everything else: other routes, and requests for GraphQL that must be looked at twice. */
  otherwise: RequestListener;
  /** Aborted when the server begins to close: from then on every answer ends its connection. */
  closing: AbortSignal;
}

/**
 * Serves GraphQL without the server's framework, which costs more than the execution of a list of 20 does. It takes what our own
 * transport sends: JSON of a length that is said and that may be. What is anything else, the framework answers, or refuses.
 */
export function serveGraphQL({ answer, otherwise, closing }: ServeOptions): RequestListener {
  const send = (response: ServerResponse, { status, text }: Answer) => {
    const headers = ['content-type', JSON_TYPE, 'content-length', String(Buffer.byteLength(text))];
    if (closing.aborted) headers.push('connection', 'close');
    response.writeHead(status, headers).end(text);
  };
  return (request, response) => {
    if (closing.aborted || !isPlain(request)) return otherwise(request, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // As a whole: a character may be in two parts.
      const content = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
      void answer(request.headers, content).then((answered) => send(response, answered));
    });
  };
}

/** A length that is said is kept to by Node's parser; a body without one may be of any length. */
function isPlain({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== GRAPHQL_PATH) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= MAX_BODY_BYTES && /^application\/json *(;|$)/i.test(headers['content-type'] ?? '');
}
