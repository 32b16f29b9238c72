import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { IDENTITY_HEADER, type Identity, verifyIdentity } from '../auth/index.js';
import { EVENTS_PATH } from '../events/index.js';
import type { RunningSubgraph } from './running-subgraph.js';

export interface ListenOptions {
  host: string;
  port: number;
  /** Verifies the signed identity of callers. */
  secret: string;
}

interface GraphQLBody {
  query?: unknown;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** Puts HTTP in front of a subgraph: GraphQL, its events, its routes, its health. Only signed callers are served. */
export async function listen(subgraph: RunningSubgraph, { host, port, secret }: ListenOptions): Promise<FastifyInstance> {
  const server = fastify({ logger: false, bodyLimit: 8 * 1024 * 1024 });
  const closing = closingOf(server);
  const callerOf = (request: FastifyRequest) => verifyIdentity(headerOf(request, IDENTITY_HEADER), { secret, audience: subgraph.name });
  serveGraphQL(server, subgraph, callerOf);
  serveEvents(server, subgraph, { callerOf, closing });
  server.get('/health/live', async () => ({ status: 'up' }));
  server.get('/health/ready', async (_request, reply) => {
    const report = await subgraph.health();
    return reply.code(report.status === 'up' ? 200 : 503).send(report);
  });
  for (const route of subgraph.routes) {
    server.get(route.path, async (_request, reply) => {
      const { body, headers = {} } = await route.handle(subgraph.services);
      return reply.headers(headers).send(body);
    });
  }
  await server.listen({ host, port });
  return server;
}

function serveGraphQL(server: FastifyInstance, subgraph: RunningSubgraph, callerOf: (request: FastifyRequest) => Identity | null): void {
  server.post('/graphql', async (request, reply) => {
    const identity = callerOf(request);
    const body = request.body as GraphQLBody | null;
    if (!identity) return reply.code(401).send(refusal('UNSIGNED_CALL', 'Subgraphs answer the gateway and their siblings only'));
    if (typeof body?.query !== 'string') return reply.code(400).send(refusal('BAD_REQUEST', 'The body needs a "query"'));
    return subgraph.handle({
      query: body.query,
      variables: body.variables,
      operationName: body.operationName,
      identity,
      requestId: headerOf(request, 'x-request-id') ?? randomUUID(),
      client: { ip: headerOf(request, 'x-forwarded-for'), userAgent: headerOf(request, 'user-agent') },
    });
  });
}

function serveEvents(
  server: FastifyInstance,
  subgraph: RunningSubgraph,
  { callerOf, closing }: { callerOf: (request: FastifyRequest) => Identity | null; closing: AbortSignal },
): void {
  server.get(EVENTS_PATH, async (request, reply) => {
    if (callerOf(request)?.kind !== 'service') return reply.code(401).send(refusal('UNSIGNED_CALL', 'Events are for siblings only'));
    const { after = '0', limit = '200', wait = '0' } = request.query as Record<string, string>;
    if (!/^\d+$/.test(after)) return reply.code(400).send(refusal('BAD_REQUEST', '"after" is a position'));
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    return subgraph.readEvents({
      after,
      limit: Math.min(Number(limit) || 200, 1_000),
      wait: Math.min(Number(wait) || 0, 30_000),
      signal: AbortSignal.any([gone.signal, closing]),
    });
  });
}

/**
 * Aborts when the server begins to close. A sibling that waits for events is then answered at once, and every answer
 * from then on ends its connection: kept alive, it would hold up the stop for a minute.
 */
function closingOf(server: FastifyInstance): AbortSignal {
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  server.addHook('onSend', async (_request, reply) => {
    if (closing.signal.aborted) reply.header('connection', 'close');
  });
  return closing.signal;
}

const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
