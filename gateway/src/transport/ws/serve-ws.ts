import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpBody, HttpRequest, HttpResponse } from '../../http.js';
import type { Next } from '../../stage.js';
import type { OriginRules } from '../../stages/http/cors.js';
import { PROTOCOL } from './ws-messages.js';
import { WsSession, type WsSessionOptions } from './ws-session.js';

export interface ServeWsOptions extends Omit<WsSessionOptions, 'ws' | 'socket' | 'request' | 'authorization'> {
  origins: OriginRules;
  /** Bytes of one message. */
  mostBytes: number;
  /** Milliseconds between pings, and in which they have to be answered. */
  ping: { every: number; patience: number };
}

export interface WsEndpoint {
  /** Answers a request that wants to become a WebSocket. */
  answer: Next<HttpRequest, HttpResponse>;
  /** Waits a moment for those that were told to go, and cuts off whoever is still there. */
  stop(): Promise<void>;
}

/** What of a request's headers is needed as long as its socket lives. */
const KEPT_HEADERS = ['origin', 'user-agent', 'upgrade'];

/** Milliseconds in which clients answer a close. */
const STOP_PATIENCE = 1_000;

interface Beat {
  pongBy: number | null;
  pingAt: number;
}

export function serveWs(options: ServeWsOptions): WsEndpoint {
  const { origins, mostBytes, realtime } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const beats = new Map<WebSocket, Beat>();
  const timer = startBeats(beats, options.ping);

  const begin = (ws: WebSocket, socket: Duplex, request: HttpRequest, leave: () => void) => {
    ws.once('close', leave);
    beats.set(ws, { pongBy: null, pingAt: Date.now() + options.ping.every });
    ws.on('pong', () => beats.has(ws) && beats.set(ws, { pongBy: null, pingAt: Date.now() + options.ping.every }));
    ws.once('close', () => beats.delete(ws));
    return new WsSession({ ...options, ws, socket, request: slim(request), authorization: request.headers.authorization });
  };
  return {
    async answer(request) {
      const { origin } = request.headers;
      if (origin && !(await origins.isSame(origin, request.host)) && !(await origins.isAllowed(origin, request.host)))
        throw GatewayErrors.ORIGIN_REFUSED(origin);
      const leave = realtime.enter(request.ip);
      const upgrade = (message: IncomingMessage, socket: Duplex, head: Buffer) => {
        let isOpen = false;
        socket.once('close', () => isOpen || leave());
        server.handleUpgrade(message, socket, head, (ws) => {
          isOpen = true;
          begin(ws, socket, request, leave);
        });
      };
      return { status: 101, headers: {}, body: '', takeOver: { upgrade } };
    },
    async stop() {
      clearInterval(timer);
      const tooLong = sleep(STOP_PATIENCE, undefined, { ref: false });
      const gone = [...beats.keys()].map((ws) => once(ws, 'close'));
      await Promise.race([tooLong, Promise.all(gone)]);
      for (const ws of beats.keys()) ws.terminate();
      server.close();
    },
  };
}

/** Pings every socket now and then, and cuts off who does not answer. */
function startBeats(beats: ReadonlyMap<WebSocket, Beat>, { every, patience }: ServeWsOptions['ping']): NodeJS.Timeout {
  const tick = () => {
    const now = Date.now();
    for (const [ws, beat] of beats) {
      if (beat.pongBy !== null && beat.pongBy <= now) ws.terminate();
      else if (beat.pongBy === null && beat.pingAt <= now && ws.readyState === ws.OPEN) {
        beat.pongBy = now + patience;
        ws.ping();
      }
    }
  };
  return setInterval(tick, Math.max(10, Math.min(1_000, every / 2, patience / 2))).unref();
}

/** What outlives the upgrade. */
const slim = (request: HttpRequest): HttpRequest => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => KEPT_HEADERS.includes(name))),
  body: nothing,
  answerHeaders: new Map(),
});

const nothing: HttpBody = { text: async () => '' };
