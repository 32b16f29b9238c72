import type { Duplex } from 'node:stream';
import { type DomainError, publicFacts } from '@supergraph/kernel/errors';
import type { Frame } from '../../realtime/frame.js';
import type { OperationWire, Subscription } from '../../realtime/subscription.js';
import type { GraphqlAnswer } from '../graphql-over-http.js';
import { writeTextFrame } from './ws-frame.js';

export interface WsOperationOptions {
  id: string;
  socket: Duplex;
  send: (message: object) => void;
  /** The id may be used again. */
  onEnd: () => void;
}

/** One operation of a socket, from `subscribe` to `complete` or `error`. */
export class WsOperation implements OperationWire {
  readonly abort = new AbortController();
  subscription: Subscription | null = null;
  isEnded = false;
  readonly #tail: Buffer;

  constructor(private readonly options: WsOperationOptions) {
    this.#tail = Buffer.from(`,"id":${JSON.stringify(options.id)}}`);
  }

  next(frame: Frame): void {
    if (!this.isEnded) writeTextFrame(this.options.socket, frame.ws, this.#tail);
  }

  error(error: DomainError): void {
    this.fail([{ message: error.message, extensions: publicFacts(error) }]);
  }

  /** The answer of an operation that has only one. */
  answer(answer: GraphqlAnswer): void {
    if (this.isEnded) return;
    this.options.send({ id: this.options.id, type: 'next', payload: answer });
    this.complete();
  }

  fail(errors: GraphqlAnswer['errors']): void {
    if (this.isEnded) return;
    this.options.send({ id: this.options.id, type: 'error', payload: errors });
    this.#end();
  }

  complete(): void {
    if (this.isEnded) return;
    this.options.send({ id: this.options.id, type: 'complete' });
    this.#end();
  }

  /** The client wants nothing more of it. */
  cancel(): void {
    if (this.isEnded) return;
    this.#end();
    this.subscription?.forget('client_complete');
    this.abort.abort();
  }

  #end(): void {
    this.isEnded = true;
    this.options.onEnd();
  }
}
