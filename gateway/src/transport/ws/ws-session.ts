import type { Duplex } from 'node:stream';
import type { Identity } from '@supergraph/kernel/auth';
import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import type { WebSocket } from 'ws';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpRequest } from '../../http.js';
import type { Closing, Connection } from '../../realtime/connection.js';
import type { Realtime } from '../../realtime/realtime.js';
import { readGraphqlRequest } from '../graphql-request.js';
import { type OperationRunner, showFailure } from '../operation-runner.js';
import { asRequest, authorizationOf } from './ws-authorization.js';
import { type ClientMessage, Close, PROTOCOL, readMessage } from './ws-messages.js';
import { WsOperation } from './ws-operation.js';

export interface WsSessionOptions {
  ws: WebSocket;
  /** What `ws` writes on: shared answers are written there without it. */
  socket: Duplex;
  /** As the upgrade came, without its token. */
  request: HttpRequest;
  /** The token of the upgrade's own header; browsers have no way to send one. */
  authorization: string | undefined;
  /** Who asks, for which organization, and whether it is too often: each message that asks for something goes through it. */
  enter: (request: HttpRequest) => Promise<HttpRequest>;
  runner: OperationRunner;
  realtime: Realtime;
  initTimeout: number;
  /** Operations that may run on one socket, of whatever kind. */
  mostOperations: number;
  log: Logger;
}

/** Milliseconds after a close in which the client has to close as well. */
const CLOSE_PATIENCE = 5_000;
/** Close reasons have 123 bytes at most. */
const LONGEST_REASON = 120;

/** graphql-transport-ws on one socket (github.com/enisdenjo/graphql-ws, PROTOCOL.md). */
export class WsSession {
  readonly #operations = new Map<string, WsOperation>();
  readonly #initTimer: NodeJS.Timeout;
  #authorization: string | undefined;
  #isInitialised = false;
  #connection: Connection | null = null;

  constructor(private readonly options: WsSessionOptions) {
    const { ws, initTimeout, log } = options;
    this.#authorization = options.authorization;
    this.#initTimer = setTimeout(() => this.close(Close.INIT_TIMEOUT, 'Connection initialisation timeout'), initTimeout).unref();
    ws.on('message', (data, isBinary) => {
      this.#receive(isBinary ? '' : String(data)).catch((error) => {
        log.error({ error, requestId: options.request.id }, 'a message of a socket failed unexpectedly');
        this.close(Close.SERVER, 'Internal server error');
      });
    });
    ws.on('close', () => this.#closed());
    ws.on('error', (error) => log.debug({ error }, 'a socket failed'));
    if (ws.protocol !== PROTOCOL) this.close(Close.SUBPROTOCOL, 'Subprotocol not acceptable');
  }

  /** Closes with a code; a client that does not answer is cut off. */
  close(code: number, reason: string): void {
    const { ws } = this.options;
    if (ws.readyState >= ws.CLOSING) return;
    ws.close(code, reason.slice(0, LONGEST_REASON));
    setTimeout(() => ws.terminate(), CLOSE_PATIENCE).unref();
  }

  async #receive(text: string): Promise<void> {
    const { ws } = this.options;
    if (ws.readyState !== ws.OPEN) return;
    const message = readMessage(text);
    if (!message) return this.close(Close.BAD_REQUEST, 'Invalid message received');
    switch (message.type) {
      case 'connection_init':
        return this.#init(message.payload ?? {});
      case 'ping':
        this.#send({ type: 'pong', ...(message.payload ? { payload: message.payload } : {}) });
        return this.#refresh(message.payload ?? {});
      case 'pong':
        return this.#refresh(message.payload ?? {});
      case 'subscribe':
        return this.#subscribe(message);
      case 'complete':
        this.#operations.get(message.id)?.cancel();
    }
  }

  async #init(payload: Record<string, unknown>): Promise<void> {
    if (this.#isInitialised) return this.close(Close.TOO_MANY_INITS, 'Too many initialisation requests');
    this.#isInitialised = true;
    clearTimeout(this.#initTimer);
    this.#authorization = authorizationOf(payload) ?? this.#authorization;
    const request = await this.#enter(Close.FORBIDDEN);
    if (!request) return;
    this.#connection = this.options.realtime.connect({
      transport: 'websocket',
      request,
      stream: this.options.socket,
      wire: {
        close: ({ code, reason }: Closing) => this.close(code, reason),
        askForToken: () => this.#send({ type: 'ping', payload: { refresh: true } }),
      },
    });
    this.#send({ type: 'connection_ack' });
  }

  /** A ping or a pong may bring a newer token of the same person, in the same organization. */
  async #refresh(payload: Record<string, unknown>): Promise<void> {
    const authorization = authorizationOf(payload);
    if (!authorization || !this.#connection) return;
    this.#authorization = authorization;
    const request = await this.#enter(Close.FORBIDDEN);
    if (!request || !this.#connection) return;
    if (!isSamePerson(request.identity, this.#connection.identity)) return this.close(Close.FORBIDDEN, 'The token is somebody else’s');
    this.options.realtime.refresh(this.#connection, request);
  }

  async #subscribe({ id, payload }: ClientMessage & { type: 'subscribe' }): Promise<void> {
    const connection = this.#connection;
    if (!connection) return this.close(Close.UNAUTHORIZED, 'Unauthorized');
    if (this.#operations.has(id)) return this.close(Close.DUPLICATE, `Subscriber for ${id} already exists`);
    const operation = new WsOperation({
      id,
      socket: this.options.socket,
      send: (message) => this.#send(message),
      onEnd: () => this.#operations.delete(id),
    });
    this.#operations.set(id, operation);
    await this.#run(operation, connection, payload);
  }

  async #run(operation: WsOperation, connection: Connection, payload: Record<string, unknown>): Promise<void> {
    const { runner, mostOperations, enter, log } = this.options;
    let { id: requestId } = this.options.request;
    try {
      if (this.#operations.size > mostOperations)
        throw GatewayErrors.SUBSCRIPTION_LIMIT('of one connection', mostOperations).with({ limit: mostOperations });
      const request = await enter(this.#asRequest(operation.abort.signal));
      requestId = request.id;
      const outcome = await runner.run({ request, graphql: readGraphqlRequest(payload), connection, wire: operation });
      if ('answer' in outcome) {
        if (outcome.isRefusal) operation.fail(outcome.answer.errors ?? []);
        else operation.answer(outcome.answer);
      } else if (operation.isEnded) outcome.subscription.forget('client_complete');
      else operation.subscription = outcome.subscription;
    } catch (error) {
      operation.fail([showFailure(error, requestId, log)]);
    }
  }

  /** Who asks now; null where they may not, and the socket has been closed. */
  async #enter(code: number): Promise<HttpRequest | null> {
    try {
      return await this.options.enter(this.#asRequest(new AbortController().signal));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const isForLater = error.kind === 'unavailable';
      this.close(isForLater ? 1013 : code, error.message);
      return null;
    }
  }

  #asRequest(signal: AbortSignal): HttpRequest {
    return asRequest(this.options.request, this.#authorization, signal);
  }

  #send(message: object): void {
    const { ws } = this.options;
    if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(message));
  }

  #closed(): void {
    clearTimeout(this.#initTimer);
    for (const operation of [...this.#operations.values()]) operation.abort.abort();
    this.#operations.clear();
    if (this.#connection) this.options.realtime.disconnect(this.#connection);
    this.#connection = null;
  }
}

/** In the same organization; whoever acts as a person is not that person. */
const isSamePerson = (one: Identity, other: Identity): boolean =>
  one.subject === other.subject &&
  one.organizationId === other.organizationId &&
  (one.impersonatorId ?? null) === (other.impersonatorId ?? null);
