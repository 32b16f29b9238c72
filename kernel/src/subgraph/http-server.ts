import { createServer } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerFactory } from 'fastify';
import { EVENTS_PATH } from '../events/index.js';
import { createMeter, type MetricsAccess, mayReadMetrics } from '../telemetry/index.js';
import { FACTS_PATH, type FactsQuestion } from '../tenancy/index.js';
import { type AnswerGraphQL, answerGraphQL, GRAPHQL_PATH, JSON_TYPE, MAX_BODY_BYTES, serveGraphQL } from './graphql-endpoint.js';
import type { RunningSubgraph } from './running-subgraph.js';
import { meterSubgraphs } from './subgraph-metrics.js';
import { type CallerOf, refusal, type VerifyOptions, verifyCaller } from './verify-caller.js';

export interface ListenOptions extends VerifyOptions {
  host: string;
  port: number;
  /** Serves /metrics to whoever may read it. */
  metrics?: MetricsAccess | undefined;
}

/** Puts HTTP in front of a subgraph: GraphQL, its events, its facts, its routes, its health. Only signed callers are served. */
export async function listen(subgraph: RunningSubgraph, options: ListenOptions): Promise<FastifyInstance> {
  const callerOf = verifyCaller(subgraph.name, options);
  const answer = answerGraphQL(subgraph, callerOf);
  const closer = new AbortController();
  const closing = closer.signal;
  const server = fastify({ logger: false, bodyLimit: MAX_BODY_BYTES, serverFactory: graphqlFirst(answer, closing) });
  // A signature is for the text that was sent, so the text is kept.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  closeCleanly(server, closer);
  server.post(GRAPHQL_PATH, async (request, reply) => {
    const { status, text } = await answer(request.headers, textOf(request));
    return reply.code(status).type(JSON_TYPE).send(text);
  });
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

/** One listener: GraphQL goes by the framework, with the patience that the framework's own server would have. */
const graphqlFirst =
  (answer: AnswerGraphQL, closing: AbortSignal): FastifyServerFactory =>
  (otherwise, { keepAliveTimeout, requestTimeout, connectionTimeout }) => {
    const server = createServer(serveGraphQL({ answer, otherwise, closing }));
    server.keepAliveTimeout = keepAliveTimeout as number;
    server.requestTimeout = requestTimeout as number;
    return server.setTimeout(connectionTimeout as number);
  };

function serveMetrics(server: FastifyInstance, subgraph: RunningSubgraph, access: MetricsAccess): void {
  const meter = createMeter();
  meterSubgraphs(meter, [subgraph]);
  server.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, access)) return reply.code(401).send(refusal('UNAUTHENTICATED', 'METRICS_TOKEN is needed from elsewhere'));
    return reply.type(meter.contentType).send(await meter.text());
  });
}

interface Internal {
  callerOf: CallerOf;
  closing: AbortSignal;
}

function serveEvents(server: FastifyInstance, subgraph: RunningSubgraph, { callerOf, closing }: Internal): void {
  server.get(EVENTS_PATH, async (request, reply) => {
    if ((await callerOf(request.headers, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
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
    if ((await callerOf(request.headers, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
    return { head: await subgraph.readEvents.head() };
  });
}

function serveFacts(server: FastifyInstance, subgraph: RunningSubgraph, { callerOf, closing }: Internal): void {
  const { facts } = subgraph;
  const nothing = (reply: FastifyReply) => reply.code(404).send(refusal('NO_FACTS', 'This subgraph has no facts'));

  server.post(FACTS_PATH, async (request, reply) => {
    const text = textOf(request);
    if ((await callerOf(request.headers, text))?.kind !== 'service') return forSiblingsOnly(reply);
    return facts ? facts.ask(JSON.parse(text) as FactsQuestion) : nothing(reply);
  });
  server.get(`${FACTS_PATH}/changes`, async (request, reply) => {
    if ((await callerOf(request.headers, request.url))?.kind !== 'service') return forSiblingsOnly(reply);
    const { after } = request.query as Record<string, string | undefined>;
    if (after !== undefined && !/^\d+$/.test(after)) return reply.code(400).send(refusal('BAD_REQUEST', '"after" is a position'));
    if (!facts) return nothing(reply);
    return facts.changes({ after: after ?? null, wait: waitOf(request), signal: AbortSignal.any([goneOf(reply), closing]) });
  });
}

const textOf = ({ body }: FastifyRequest): string => (typeof body === 'string' ? body : '');

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
function closeCleanly(server: FastifyInstance, closer: AbortController): void {
  server.addHook('preClose', async () => closer.abort());
  server.addHook('onSend', async (_request, reply) => {
    if (closer.signal.aborted) reply.header('connection', 'close');
  });
}
