import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { atEndOfTurn } from '../at-end-of-turn.js';
import { AnswerReader } from './answer-reader.js';
import { Gathering } from './gathering.js';
import type { HttpAnswer } from './http-answer.js';

export interface ConnectionOptions {
  origin: URL;
  /** Milliseconds of silence in a request after which it is given up. */
  timeout: number;
  /** Of one answer's body. */
  mostBytes: number;
}

/** The other side is away, or does not say anything. */
export class HttpConnectionError extends Error {
  override readonly name = 'HttpConnectionError';
  constructor(
    readonly code: 'ECONNRESET' | 'ETIMEDOUT',
    message: string,
  ) {
    super(message);
  }
}

/** Where a server does not say how long it keeps an idle connection, as undici has it. */
const KEPT_ALIVE = 4_000;
/** A request must not be on its way just when the server hangs up. */
const MARGIN = 1_000;

/** All connections read into it: what is read is worked through before anybody reads again. */
const INBOX = Buffer.allocUnsafe(64 * 1024);

/** Whoever waits for an answer is told of one thing or the other. */
export interface AnswerTaker {
  answered(answer: HttpAnswer): void;
  failed(error: unknown): void;
}

interface Exchange {
  taker: AnswerTaker;
  reader: AnswerReader;
}

/** A connection that is kept; it takes one request at a time. */
export class HttpConnection {
  readonly #socket: Socket;
  #exchange: Exchange | null = null;
  readonly #gathering = new Gathering();
  /** Until when (ms since 1970) the server surely keeps it open while it is idle. */
  #goodUntil = Number.POSITIVE_INFINITY;
  #isOpen = true;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly closed: (connection: HttpConnection) => void,
  ) {
    this.#socket = open(options.origin, (bytes) => this.#take(bytes));
    this.#socket.setNoDelay(true);
    this.#socket.setTimeout(options.timeout, () => this.#onSilence());
    this.#socket.on('error', (error) => this.#close(error));
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#close(hungUp()));
  }

  /** Whether another request may be sent over it. */
  get isGood(): boolean {
    return this.#isOpen && Date.now() < this.#goodUntil;
  }

  /** @param request as it goes over the wire. @param isPlain it has nothing but ASCII. */
  send(request: string, isPlain: boolean, taker: AnswerTaker): void {
    this.#exchange = { taker, reader: new AnswerReader({ mostBytes: this.options.mostBytes, gathering: this.#gathering }) };
    this.#socket.ref();
    const write = () => void this.#socket.write(request, isPlain ? 'latin1' : 'utf8');
    atEndOfTurn(write, (error) => this.#close(error));
  }

  /** Ends it, and with it the request that is under way. */
  destroy(error: unknown = hungUp()): void {
    this.#close(error);
  }

  #take(bytes: Buffer): void {
    const exchange = this.#exchange;
    try {
      const answer = exchange?.reader.feed(bytes);
      if (answer) this.#finish(answer);
      // Nobody has asked for it.
      else if (!exchange) this.#close(hungUp());
    } catch (error) {
      this.#close(error);
    }
  }

  #finish(answer: HttpAnswer): void {
    const { taker } = this.#exchange as Exchange;
    this.#exchange = null;
    this.#socket.unref();
    if (answer.isReusable) this.#goodUntil = Date.now() + keptAlive(answer);
    else this.#close(hungUp());
    taker.answered(answer);
  }

  #onEnd(): void {
    const answer = this.#exchange?.reader.end();
    if (answer) this.#finish(answer);
    else this.#close(hungUp());
  }

  #onSilence(): void {
    if (this.#exchange) this.#close(new HttpConnectionError('ETIMEDOUT', `Nothing came for ${this.options.timeout} ms`));
    else this.#close(hungUp());
  }

  #close(error: unknown): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.destroy();
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.taker.failed(error);
    this.closed(this);
  }
}

const hungUp = () => new HttpConnectionError('ECONNRESET', 'The connection ended without an answer');

function keptAlive({ headers }: HttpAnswer): number {
  const said = headers.get('keep-alive');
  if (said === undefined) return KEPT_ALIVE;
  const [, seconds] = /timeout=(\d+)/.exec(said) ?? [];
  return seconds === undefined ? KEPT_ALIVE : Number(seconds) * 1_000 - MARGIN;
}

function open({ protocol, hostname, port }: URL, take: (bytes: Buffer) => void): Socket {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'https:') return connectTls({ host, port: Number(port || 443), servername: host }).on('data', take);
  const onread = {
    buffer: INBOX,
    callback(length: number, buffer: Uint8Array) {
      take((buffer as Buffer).subarray(0, length));
      return true;
    },
  };
  return connectTcp({ host, port: Number(port || 80), onread });
}
