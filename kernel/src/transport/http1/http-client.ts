import type { CancelSignal } from '../cancel.js';
import type { HttpAnswer } from './http-answer.js';
import { type ConnectionOptions, HttpConnection } from './http-connection.js';

export interface HttpClientOptions extends ConnectionOptions {
  /** Connections at a time; what is more waits for one of them. */
  connections: number;
}

export interface HttpPost {
  /** The lines of the head, as `headerLine` writes them; what is said of the connection and of the length is not among them. */
  head: string;
  path: string;
  body: string;
  /** Gives the request up, and its connection with it. */
  signal?: CancelSignal | undefined;
}

type Waiting = (connection: HttpConnection) => void;

/**
 * Posts to one server over keep-alive connections. It does what the fetches of plans need and nothing else: one write for a request,
 * one read for most answers, no streams. Such a post costs about two thirds of the CPU that it costs with undici's `request`.
 */
export class HttpClient {
  readonly #all = new Set<HttpConnection>();
  /** The last one used is the next one: the others may go when they are not needed. */
  readonly #idle: HttpConnection[] = [];
  readonly #waiting = new Set<Waiting>();
  /** The rest of a request's first line, and what is said of the connection. */
  readonly #version: string;
  #isClosing = false;
  #isEmpty = Promise.withResolvers<void>();

  constructor(private readonly options: HttpClientOptions) {
    this.#version = `HTTP/1.1\r\nhost: ${options.origin.host}\r\nconnection: keep-alive\r\n`;
  }

  /** @throws what a connection throws, HttpAnswerError, or the reason of the signal. */
  post(request: HttpPost): Promise<HttpAnswer> {
    if (this.#isClosing) return Promise.reject(new Error('The client is closed'));
    const { signal } = request;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const connection = this.#next();
    return connection ? this.#send(request, connection) : this.#wait(signal).then((free) => this.#send(request, free));
  }

  #send({ path, head, body, signal }: HttpPost, connection: HttpConnection): Promise<HttpAnswer> {
    // What aborted may have been what made the connection free.
    if (signal?.aborted) {
      this.#release(connection);
      return Promise.reject(signal.reason);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => connection.destroy(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      const over = () => {
        signal?.removeEventListener('abort', onAbort);
        this.#release(connection);
      };
      const answered = (answer: HttpAnswer) => {
        over();
        resolve(answer);
      };
      const failed = (error: unknown) => {
        over();
        reject(error);
      };
      const length = Buffer.byteLength(body);
      const text = `POST ${path} ${this.#version}${head}content-length: ${length}\r\n\r\n${body}`;
      connection.send(text, length === body.length, { answered, failed });
    });
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const connection of this.#idle.splice(0)) connection.destroy();
    if (this.#all.size > 0) await this.#isEmpty.promise;
  }

  #next(): HttpConnection | null {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (last.isGood) return last;
      last.destroy();
    }
    if (this.#all.size >= this.options.connections) return null;
    const connection = new HttpConnection(this.options, (closed) => this.#forget(closed));
    this.#all.add(connection);
    return connection;
  }

  #wait(signal: CancelSignal | undefined): Promise<HttpConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpConnection>();
    const onAbort = () => {
      this.#waiting.delete(take);
      reject(signal?.reason);
    };
    const take: Waiting = (connection) => {
      signal?.removeEventListener('abort', onAbort);
      resolve(connection);
    };
    this.#waiting.add(take);
    signal?.addEventListener('abort', onAbort, { once: true });
    return promise;
  }

  #release(connection: HttpConnection): void {
    if (connection.isGood && (!this.#isClosing || this.#waiting.size > 0)) {
      this.#idle.push(connection);
      this.#serveNext();
    } else connection.destroy();
  }

  #serveNext(): void {
    const [first] = this.#waiting;
    const connection = first && this.#next();
    if (!first || !connection) return;
    this.#waiting.delete(first);
    first(connection);
  }

  #forget(connection: HttpConnection): void {
    this.#all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#serveNext();
    if (this.#isClosing && this.#all.size === 0) this.#isEmpty.resolve();
  }
}

/** A value must not end its line; what is no ASCII would be read as something else. */
export const headerLine = (name: string, value: string): string =>
  `${name}: ${/[^\t\x20-\x7e]/.test(value) ? value.replaceAll(/[^\t\x20-\x7e]/g, '?') : value}\r\n`;
