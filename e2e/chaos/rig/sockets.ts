import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCursor } from '@supergraph/kernel/realtime';
import WebSocket from 'ws';
import type { Frame, Stream } from '../check/history.js';

/** Close codes after which graphql-ws tries again: what its `client.ts` does not call fatal. */
const FATAL = new Set([4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500]);

export interface WatcherOptions {
  id: string;
  /** Where to connect; asked at every attempt, since gateways come and go. */
  url: () => string;
  organizationId: string;
  token: () => string;
  query: string;
  variables: Record<string, unknown>;
  /** Of the answer: whose data it is. */
  ownerOf: (data: Record<string, unknown>) => string | undefined;
  /** Where to begin; now, without it. */
  cursor?: string;
}

/**
 * A client as graphql-ws is one: it connects, subscribes, notes what it gets, and where the connection breaks it comes back
 * with the last cursor that it saw.
 */
export class Watcher implements Stream {
  readonly frames: Frame[] = [];
  readonly id: string;
  readonly organizationId: string;
  /** Codes with which connections were closed. */
  readonly closes: number[] = [];
  readonly from?: { epoch: string; offset: number };
  #cursor: string | undefined;
  #socket: WebSocket | undefined;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  #subscribed = Promise.withResolvers<void>();

  constructor(private readonly options: WatcherOptions) {
    this.id = options.id;
    this.organizationId = options.organizationId;
    this.#cursor = options.cursor;
    if (options.cursor) this.from = placeOf(options.cursor);
  }

  start(): this {
    this.#running = this.#run();
    return this;
  }

  /** When the first connection is acknowledged and the subscription is sent. */
  get subscribed(): Promise<void> {
    return this.#subscribed.promise;
  }

  /** Cuts the connection, as a tunnel does. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Reads nothing any more, or goes on. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#socket?.close(1000);
    await Promise.race([this.#running, sleep(2_000, undefined, { ref: false }).then(() => this.#socket?.terminate())]);
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const code = await this.#connect();
      this.closes.push(code);
      if (FATAL.has(code)) return;
      await sleep(50 + Math.random() * 200);
    }
  }

  #connect(): Promise<number> {
    return new Promise((resolve) => {
      const socket = new WebSocket(this.options.url().replace(/^http/, 'ws'), 'graphql-transport-ws');
      this.#socket = socket;
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${this.options.token()}` } })),
      );
      socket.on('message', (text) => this.#hear(socket, JSON.parse(String(text))));
      socket.on('error', () => undefined);
      socket.on('close', (code) => resolve(code));
    });
  }

  #hear(socket: WebSocket, message: { type: string; payload?: unknown }): void {
    if (message.type === 'connection_ack') {
      const { query, variables } = this.options;
      const extensions = this.#cursor ? { resume: { cursor: this.#cursor } } : {};
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables, extensions } }));
      this.#subscribed.resolve();
    } else if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
    else if (message.type === 'next') this.#note(message.payload as Next);
    else if (message.type === 'error') {
      this.frames.push({ kind: 'error', at: performance.now(), code: (message.payload as GraphQLErrors)[0]?.extensions?.code ?? '' });
    } else if (message.type === 'complete') this.frames.push({ kind: 'complete', at: performance.now() });
  }

  #note({ data, errors, extensions }: Next): void {
    const at = performance.now();
    const resync = errors?.find((error) => error.extensions?.code === 'RESYNC_REQUIRED');
    const cursor = resync?.extensions?.cursor ?? extensions?.cursor;
    if (!cursor) return void this.frames.push({ kind: 'error', at, code: errors?.[0]?.extensions?.code ?? 'NO_CURSOR' });
    this.#cursor = cursor;
    const organizationId = data ? this.options.ownerOf(data) : undefined;
    this.frames.push({ kind: resync ? 'resync' : 'event', at, ...placeOf(cursor), ...(organizationId ? { organizationId } : {}) });
  }
}

type GraphQLErrors = readonly { extensions?: { code?: string; cursor?: string } }[];

interface Next {
  data?: Record<string, unknown> | null;
  errors?: GraphQLErrors;
  extensions?: { cursor?: string };
}

/** The rig's subscriptions open one channel each. */
function placeOf(cursor: string): { epoch: string; offset: number } {
  const [position] = Object.values(decodeCursor(cursor));
  return position ?? { epoch: '', offset: 0 };
}
