import { type DomainError, publicFacts } from '@supergraph/kernel/errors';
import type { Frame } from '../../realtime/frame.js';
import type { OperationWire } from '../../realtime/subscription.js';
import type { GraphqlAnswer } from '../graphql-over-http.js';

/** How one of the protocols over an HTTP answer is written. */
export interface StreamWords {
  /** Stands before everything else. */
  begin: string;
  /** Says that the connection is alive. */
  heartbeat: string | Buffer;
  frame(frame: Frame): Buffer;
  next(answer: GraphqlAnswer): string | Buffer;
  complete: string | Buffer;
  /** The last words where the server ends it. */
  failure(error: DomainError): string | Buffer;
}

export interface StreamOperationOptions {
  words: StreamWords;
  write: (bytes: string | Buffer) => void;
  onEnd: () => void;
}

/** The one operation of an answer that is written bit by bit. */
export class StreamOperation implements OperationWire {
  #isEnded = false;

  constructor(private readonly options: StreamOperationOptions) {}

  next(frame: Frame): void {
    const { words, write } = this.options;
    if (!this.#isEnded) write(words.frame(frame));
  }

  /** The error is the last answer, since there is no other way to tell it. */
  error(error: DomainError): void {
    if (this.#isEnded) return;
    this.options.write(this.options.words.failure(error));
    this.complete();
  }

  answer(answer: GraphqlAnswer): void {
    if (this.#isEnded) return;
    this.options.write(this.options.words.next(answer));
    this.complete();
  }

  complete(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.options.write(this.options.words.complete);
    this.options.onEnd();
  }
}

export const failureOf = (error: DomainError): GraphqlAnswer => ({
  data: null,
  errors: [{ message: error.message, extensions: publicFacts(error) }],
});
