import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { DomainError } from '@supergraph/kernel/errors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, type HTTPMethods } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type HttpRequest, type HttpResponse, unknownYet } from '../http.js';
import type { Next } from '../stage.js';
import { requestBody } from './request-body.js';
import { watchSilentConnections } from './silent-connections.js';
import { isWebSocket, Upgrades } from './upgrades.js';

export interface Route {
  method: HTTPMethods | readonly HTTPMethods[];
  path: string;
  answer: Next<HttpRequest, HttpResponse>;
}

export interface HttpServerOptions {
  config: GatewayConfig;
  routes: readonly Route[];
  /** The HTTP ring; every answer comes through it, refusals included. */
  journey: (answer: Next<HttpRequest, HttpResponse>) => Next<HttpRequest, HttpResponse>;
}

/** Fastify as listener and router. It parses no body and answers nothing itself. */
export function createHttpServer({ config, routes, journey }: HttpServerOptions): FastifyInstance {
  const upgrades = new Upgrades();
  const enter = (answer: Next<HttpRequest, HttpResponse>, route = '') => {
    const travel = journey(answer);
    return async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await travel({ ...toHttpRequest(request, reply), route }), { request, upgrades });
  };
  const refuse = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    enter(() => Promise.reject(refusalOf(error)))(request, reply);

  const app = fastify({
    trustProxy: config.TRUSTED_PROXIES || false,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    frameworkErrors: refuse,
    // Anything else that a client offers to speak (h2c) is left unheard, and its request is served as it is.
    http: { shouldUpgradeCallback: isWebSocket } as object,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler<Error>(refuse);
  app.setNotFoundHandler(enter(async ({ path }) => Promise.reject(GatewayErrors.PATH_NOT_FOUND(path))));
  for (const { method, path, answer } of routes) app.route({ method: method as HTTPMethods[], url: path, handler: enter(answer, path) });
  const closeSilent = watchSilentConnections(app.server);
  app.addHook('preClose', async () => closeSilent());
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrades.begin({ request, socket, head }, (response) => app.routing(request, response)),
  );
  return app;
}

/** Listens, and says which port is taken where it is. */
export async function listen(app: FastifyInstance, { HOST, PORT }: GatewayConfig): Promise<{ url: string; port: number }> {
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (cause) {
    await app.close();
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? GatewayErrors.PORT_IN_USE(HOST, PORT).causedBy(cause) : cause;
  }
  const { port } = app.server.address() as AddressInfo;
  return { port, url: `http://${HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST}:${port}` };
}

function toHttpRequest({ raw, method, headers, ip, host }: FastifyRequest, reply: FastifyReply): Omit<HttpRequest, 'route'> {
  const [path = '/', query] = (raw.url ?? '/').split(/\?(.*)/s, 2);
  const gone = new AbortController();
  reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
  return {
    ...unknownYet(),
    method,
    path,
    search: query ? `?${query}` : '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
    ),
    body: requestBody(raw),
    ip,
    host,
    startedAt: performance.now(),
    signal: gone.signal,
  };
}

interface Sending {
  request: FastifyRequest;
  upgrades: Upgrades;
}

function send(reply: FastifyReply, { status, headers, body, takeOver }: HttpResponse, { request, upgrades }: Sending): FastifyReply {
  const { raw, server } = request;
  if (takeOver) {
    reply.hijack();
    if ('upgrade' in takeOver) upgrades.hand(raw, reply.raw, takeOver.upgrade);
    else {
      // It ends with the gateway, or with its client: nothing else ever comes over it.
      reply.raw.writeHead(status, { ...headers, connection: 'close' });
      takeOver.stream(reply.raw);
    }
    return reply;
  }
  // A refused body is not read to its end, and a server that drains takes nothing more: the connection ends with the answer.
  if (!raw.complete || !server.server.listening || upgrades.has(raw)) reply.header('connection', 'close');
  return reply.code(status).headers(headers).send(body);
}

/** A request that Fastify itself could not read: a broken path or media type. */
function refusalOf(error: Error & { statusCode?: number }): Error {
  if (error instanceof DomainError || !error.statusCode || error.statusCode >= 500) return error;
  return GatewayErrors.BAD_REQUEST(error.message).causedBy(error);
}
