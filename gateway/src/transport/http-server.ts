import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { atEndOfTurn, Cancel } from '@supergraph/kernel/transport';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  fastify,
  type HTTPMethods,
} from 'fastify';
import type { GatewayConfig } from '../config.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type HttpRequest, type HttpResponse, unknownYet } from '../http.js';
import type { Next } from '../stage.js';
import { type Peer, peerOf } from './peer.js';
import { requestBody } from './request-body.js';
import { watchSilentConnections } from './silent-connections.js';
import { isWebSocket, Upgrades } from './upgrades.js';

export interface Route {
  method: HTTPMethods | readonly HTTPMethods[];
  path: string;
  answer: Next<HttpRequest, HttpResponse>;
  /** Its POST is what the server is there for: it does not wait for the router. */
  isShort?: boolean;
}

export interface HttpServerOptions {
  config: GatewayConfig;
  routes: readonly Route[];
  /** The HTTP ring; every answer comes through it, refusals included. */
  journey: (answer: Next<HttpRequest, HttpResponse>) => Next<HttpRequest, HttpResponse>;
  log: Logger;
}

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Fastify as listener and router. It parses no body and answers nothing itself. */
export function createHttpServer({ config, routes, journey, log }: HttpServerOptions): FastifyInstance {
  const upgrades = new Upgrades();
  const findPeer = peerOf(config.TRUSTED_PROXIES);
  const enter = (answer: Next<HttpRequest, HttpResponse>, route = ''): Serve => {
    const travel = journey(answer);
    return (request, response) => {
      // The ring answers every error; what is left has nobody to answer to.
      const onError = (error: unknown) => {
        log.error({ error }, 'a request could not be answered');
        response.destroy();
      };
      travel(toHttpRequest(request, response, { ...findPeer(request), route }))
        .then((answered) => atEndOfTurn(() => send(answered, { request, response, upgrades, isLast: !app.server.listening }), onError))
        .catch(onError);
    };
  };
  const routed = (serve: Serve) => (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    serve(request.raw, reply.raw);
  };
  const refuse = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    routed(enter(() => Promise.reject(refusalOf(error))))(request, reply);
  const short = new Map(routes.filter(({ isShort }) => isShort).map(({ path, answer }) => [path, enter(answer, path)]));

  const app = fastify({
    return503OnClosing: false,
    frameworkErrors: refuse,
    serverFactory: serverWith(short, config.REQUEST_TIMEOUT_MS),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler<Error>(refuse);
  app.setNotFoundHandler(routed(enter(async ({ path }) => Promise.reject(GatewayErrors.PATH_NOT_FOUND(path)))));
  for (const { method, path, answer } of routes)
    app.route({ method: method as HTTPMethods[], url: path, handler: routed(enter(answer, path)) });
  const closeSilent = watchSilentConnections(app.server);
  app.addHook('preClose', async () => closeSilent());
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrades.begin({ request, socket, head }, (response) => app.routing(request, response)),
  );
  return app;
}

/** Milliseconds: longer than the minute after which most proxies let go of an idle connection, so that it is they who do. */
const KEPT_ALIVE = 72_000;

/** A server that takes its short ways by itself: what a router finds out of one path costs as much as a tenth of a small query. */
const serverWith =
  (short: ReadonlyMap<string, Serve>, requestTimeout: number): FastifyServerFactory =>
  (route): Server =>
    createServer(
      // Anything else that a client offers to speak (h2c) is left unheard, and its request is served as it is.
      { requestTimeout, keepAliveTimeout: KEPT_ALIVE, shouldUpgradeCallback: isWebSocket },
      (request, response) => {
        const serve = request.method === 'POST' ? short.get(request.url ?? '') : undefined;
        if (serve) serve(request, response);
        else route(request, response);
      },
    );

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

function toHttpRequest(request: IncomingMessage, response: ServerResponse, { ip, host, route }: Peer & { route: string }): HttpRequest {
  const { method = 'GET', url = '/' } = request;
  const query = url.indexOf('?');
  const gone = new Cancel();
  response.once('close', () => response.writableFinished || gone.abort());
  return {
    ...unknownYet(),
    method,
    route,
    path: query < 0 ? url : url.slice(0, query),
    search: query < 0 || query === url.length - 1 ? '' : url.slice(query),
    headers: singleHeaders(request),
    body: requestBody(request),
    ip,
    host,
    startedAt: performance.now(),
    signal: gone,
  };
}

/** Node has one text for each of them, but for one that is none of a request's. */
function singleHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const { 'set-cookie': cookies } = headers;
  return (cookies ? { ...headers, 'set-cookie': cookies.join(', ') } : headers) as Readonly<Record<string, string>>;
}

interface Sending {
  request: IncomingMessage;
  response: ServerResponse;
  upgrades: Upgrades;
  /** Nothing more is taken over this connection. */
  isLast: boolean;
}

function send(
  { status, headers, cookies, body, bodyBytes = Buffer.byteLength(body), takeOver }: HttpResponse,
  { request, response, upgrades, isLast }: Sending,
): void {
  if (takeOver && 'upgrade' in takeOver) upgrades.hand(request, response, takeOver.upgrade);
  else if (takeOver) {
    // It ends with the gateway, or with its client: nothing else ever comes over it.
    response.writeHead(status, { ...headers, connection: 'close' });
    takeOver.stream(response);
  } else {
    // A refused body is not read to its end, and a server that drains takes nothing more: the connection ends with the answer.
    const ends = isLast || !request.complete || upgrades.has(request);
    const length = status === 204 ? {} : { 'content-length': bodyBytes };
    if (cookies) response.setHeader('set-cookie', cookies);
    response.writeHead(status, { ...headers, ...length, ...(ends ? { connection: 'close' } : {}) });
    // For UTF-8, Node takes three times the memory that the text may need. Most is ASCII, which says its length.
    if (typeof body === 'string' && bodyBytes === body.length) response.end(body, 'latin1');
    else response.end(body);
  }
}

/** A request that Fastify itself could not read: a broken path or media type. */
function refusalOf(error: Error & { statusCode?: number }): Error {
  if (error instanceof DomainError || !error.statusCode || error.statusCode >= 500) return error;
  return GatewayErrors.BAD_REQUEST(error.message).causedBy(error);
}
