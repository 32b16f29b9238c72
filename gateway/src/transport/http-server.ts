import type { AddressInfo } from 'node:net';
import { DomainError } from '@supergraph/kernel/errors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, type HTTPMethods } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type HttpRequest, type HttpResponse, unknownYet } from '../http.js';
import type { Next } from '../stage.js';

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
  const enter = (answer: Next<HttpRequest, HttpResponse>, route = '') => {
    const travel = journey(answer);
    return async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await travel({ ...toHttpRequest(request, reply), route }), request);
  };
  const refuse = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    enter(() => Promise.reject(refusalOf(error)))(request, reply);

  const app = fastify({
    trustProxy: config.TRUSTED_PROXIES || false,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    frameworkErrors: refuse,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler<Error>(refuse);
  app.setNotFoundHandler(enter(async ({ path }) => Promise.reject(GatewayErrors.PATH_NOT_FOUND(path))));
  for (const { method, path, answer } of routes) app.route({ method: method as HTTPMethods[], url: path, handler: enter(answer, path) });
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
    body: raw,
    ip,
    host,
    startedAt: performance.now(),
    signal: gone.signal,
  };
}

function send(reply: FastifyReply, { status, headers, body }: HttpResponse, { raw, server }: FastifyRequest): FastifyReply {
  // A refused body is not read to its end, and a server that drains takes nothing more: the connection ends with the answer.
  if (!raw.complete || !server.server.listening) reply.header('connection', 'close');
  return reply.code(status).headers(headers).send(body);
}

/** A request that Fastify itself could not read: a broken path or media type. */
function refusalOf(error: Error & { statusCode?: number }): Error {
  if (error instanceof DomainError || !error.statusCode || error.statusCode >= 500) return error;
  return GatewayErrors.BAD_REQUEST(error.message).causedBy(error);
}
