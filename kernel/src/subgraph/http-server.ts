import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { anonymous, IDENTITY_HEADER, type Identity, identitySchema, type ReplayGuard, replayGuard, verifyIdentity } from '../auth/index.js';
import { EVENTS_PATH } from '../events/index.js';
import { createMeter, type MetricsAccess, mayReadMetrics } from '../telemetry/index.js';
import { FACTS_PATH, type FactsQuestion } from '../tenancy/index.js';
import type { RunningSubgraph } from './running-subgraph.js';
import { meterSubgraphs } from './subgraph-metrics.js';

export interface ListenOptions {
  host: string;
  port: number;
  /** Verifies the signed identity of callers. */
  secret: string;
  /** Refuses a call that was made before; without it this process remembers by itself. */
  replays?: ReplayGuard;
  /** Serves /metrics to whoever may read it. */
  metrics?: MetricsAccess | undefined;
  /** Local development only: believes whoever an unsigned call says it is. */
  acceptUnsigned?: boolean;
}

interface GraphQLBody {
  query?: unknown;
  variables?: Record<string, unknown>;
  operationName?: string;
  event?: unknown;
}

/** Whoever calls, proved; null where it is not. `content` is what the signature must be for. */
type CallerOf = (request: FastifyRequest, content: string, options?: { changes: boolean }) => Promise<Identity | null>;

/** Puts HTTP in front of a subgraph: GraphQL, its events, its facts, its routes, its health. Only signed callers are served. */
export async function listen(subgraph: RunningSubgraph, options: ListenOptions): Promise<FastifyInstance> {
  const server = fastify({ logger: false, bodyLimit: 8 * 1024 * 1024 });
  // A signature is for the text that was sent, so the text is kept.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const closing = closingOf(server);
  const callerOf = verifyCaller(subgraph.name, options);
  serveGraphQL(server, subgraph, callerOf);
  serveEvents(server, subgraph, { callerOf, closing });
  serveHead(server, subgraph, { callerOf, closing });
  serveFacts(server, subgraph, { callerOf, closing });
  server.get('/health/live', async () => ({ status: 'up' }));
  server.get('/health/ready', async (_request, reply) => {
    const report = await subgraph.health();
    return reply.code(report.status === 'up' ? 200 : 503).send(report);
  });
  if (options.metrics) serveMetrics(server, subgraph, options.metrics);
  for (const route of subgraph.routes) {
    server.get(route.path, async (_request, reply) => {
      const { body, headers = {} } = await route.handle(subgraph.services);
      return reply.headers(headers).send(body);
    });
  }
  await server.listen({ host: options.host, port: options.port });
  return server;
}

function serveMetrics(server: FastifyInstance, subgraph: RunningSubgraph, access: MetricsAccess): void {
  const meter = createMeter();
  meterSubgraphs(meter, [subgraph]);
  server.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, access)) return reply.code(401).send(refusal('UNAUTHENTICATED', 'METRICS_TOKEN is needed from elsewhere'));
    return reply.type(meter.contentType).send(await meter.text());
  });
}

function verifyCaller(audience: string, { secret, replays = replayGuard(), acceptUnsigned = false }: ListenOptions): CallerOf {
  return async (request, content, { changes } = { changes: false }) => {
    const token = headerOf(request, IDENTITY_HEADER);
    if (acceptUnsigned && !token?.startsWith('ey')) return token ? identitySchema.parse(JSON.parse(token)) : anonymous;
    const verified = verifyIdentity(token, { secret, audience, content });
    return verified && (await replays.isFirst(verified.callId, { changes })) ? verified.identity : null;
  };
}

function serveGraphQL(server: FastifyInstance, subgraph: RunningSubgraph, callerOf: CallerOf): void {
  server.post('/graphql', async (request, reply) => {
    const text = typeof request.body === 'string' ? request.body : '';
    const body = readBody(text);
    const identity = await callerOf(request, text, { changes: changesSomething(body) });
    if (!identity)
      return reply.code(401).send(refusal('UNSIGNED_CALL', 'Subgraphs answer the gateway and their siblings only, once for each call'));
    if (typeof body?.query !== 'string') return reply.code(400).send(refusal('BAD_REQUEST', 'The body needs a "query"'));
    return subgraph.handle({
      query: body.query,
      variables: body.variables,
      operationName: body.operationName,
      event: body.event,
      identity,
      requestId: headerOf(request, 'x-request-id') ?? randomUUID(),
      client: { ip: headerOf(request, 'x-forwarded-for'), userAgent: headerOf(request, 'user-agent') },
    });
  });
}

function readBody(text: string): GraphQLBody | null {
  try {
    return JSON.parse(text) as GraphQLBody | null;
  } catch {
    return null;
  }
}

const changesSomething = (body: GraphQLBody | null): boolean => typeof body?.query === 'string' && /\bmutation\b/.test(body.query);

interface Internal {
  callerOf: CallerOf;
  closing: AbortSignal;
}

function serveEvents(server: FastifyInstance, subgraph: RunningSubgraph, { callerOf, closing }: Internal): void {
  server.get(EVENTS_PATH, async (request, reply) => {
    if ((await callerOf(request, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
    const { after = '0', limit = '200' } = request.query as Record<string, string>;
    if (!/^\d+$/.test(after)) return reply.code(400).send(refusal('BAD_REQUEST', '"after" is a position'));
    return subgraph.readEvents({
      after,
      limit: Math.min(Number(limit) || 200, 1_000),
      wait: waitOf(request),
      signal: AbortSignal.any([goneOf(reply), closing]),
    });
  });
}

function serveHead(server: FastifyInstance, subgraph: RunningSubgraph, { callerOf }: Internal): void {
  server.get(`${EVENTS_PATH}/head`, async (request, reply) => {
    if ((await callerOf(request, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
    return { head: await subgraph.readEvents.head() };
  });
}

function serveFacts(server: FastifyInstance, subgraph: RunningSubgraph, { callerOf, closing }: Internal): void {
  const { facts } = subgraph;
  const nothing = (reply: FastifyReply) => reply.code(404).send(refusal('NO_FACTS', 'This subgraph has no facts'));

  server.post(FACTS_PATH, async (request, reply) => {
    const text = typeof request.body === 'string' ? request.body : '';
    if ((await callerOf(request, text))?.kind !== 'service') return forSiblingsOnly(reply);
    return facts ? facts.ask(JSON.parse(text) as FactsQuestion) : nothing(reply);
  });
  server.get(`${FACTS_PATH}/changes`, async (request, reply) => {
    if ((await callerOf(request, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
    const { after } = request.query as Record<string, string | undefined>;
    if (after !== undefined && !/^\d+$/.test(after)) return reply.code(400).send(refusal('BAD_REQUEST', '"after" is a position'));
    if (!facts) return nothing(reply);
    return facts.changes({ after: after ?? null, wait: waitOf(request), signal: AbortSignal.any([goneOf(reply), closing]) });
  });
}

const forSiblingsOnly = (reply: FastifyReply) => reply.code(401).send(refusal('UNSIGNED_CALL', 'This is for our own processes only'));

const waitOf = (request: FastifyRequest): number => Math.min(Number((request.query as Record<string, string>).wait) || 0, 30_000);

function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.on('close', () => gone.abort());
  return gone.signal;
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
