import type { ServerResponse } from 'node:http';
import { type DomainError } from '@supergraph/kernel/errors';
import type { HttpRequest } from '../../http.js';
import type { Closing, Connection } from '../../realtime/connection.js';
import type { Frame } from '../../realtime/frame.js';
import type { OperationWire, Subscription } from '../../realtime/subscription.js';
import type { GraphqlAnswer } from '../graphql-over-http.js';
import type { GraphqlRequest } from '../graphql-request.js';
import { startHeartbeat } from './heartbeat.js';
import type { EventStreamOptions } from './serve-operation.js';
import { failureOf } from './stream-operation.js';

interface Running extends OperationWire {
  subscription: Subscription | null;
  abort: AbortController;
  isEnded: boolean;
}

/** One event stream that carries many operations (graphql-sse, single connection mode). */
export class SharedStream {
  readonly #operations = new Map<string, Running>();
  #answer: ServerResponse | null = null;
  #connection: Connection | null = null;

  constructor(
    /** Only they may use it. */
    readonly principal: string,
    private readonly options: EventStreamOptions,
  ) {}

  get isOpen(): boolean {
    return this.#answer !== null;
  }

  has(operationId: string): boolean {
    return this.#operations.has(operationId);
  }

  open(answer: ServerResponse, request: HttpRequest, onClose: () => void): void {
    const { realtime, heartbeat } = this.options;
    this.#answer = answer;
    const connection = realtime.connect({
      transport: 'event-stream-single',
      request,
      stream: answer,
      wire: { close: (closing) => this.#close(closing) },
    });
    this.#connection = connection;
    const stop = startHeartbeat({ answer, bytes: ':\n\n', ...heartbeat, onLost: () => answer.destroy() });
    answer.once('close', () => {
      stop();
      for (const { abort } of this.#operations.values()) abort.abort();
      this.#operations.clear();
      realtime.disconnect(connection);
      onClose();
    });
    answer.write(':\n\n');
  }

  /** Runs an operation; its answers, and what stands in its way, come over the stream. */
  async run(operationId: string, request: HttpRequest, graphql: GraphqlRequest): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const operation = this.#begin(operationId);
    this.options.realtime.refresh(connection, request);
    const outcome = await this.options.runner.run({
      request: { ...request, signal: operation.abort.signal },
      graphql,
      connection,
      wire: operation,
    });
    if ('answer' in outcome) this.#finish(operationId, operation, outcome.answer);
    else if (operation.isEnded) outcome.subscription.forget('client_complete');
    else operation.subscription = outcome.subscription;
  }

  /** The client wants nothing more of it. */
  cancel(operationId: string): void {
    const operation = this.#operations.get(operationId);
    if (!operation) return;
    this.#end(operationId, operation);
    operation.subscription?.forget('client_complete');
    operation.abort.abort();
    this.#write('complete', { id: operationId });
  }

  #begin(operationId: string): Running {
    const head = `event: next\ndata: {"id":${JSON.stringify(operationId)},"payload":`;
    const operation: Running = {
      subscription: null,
      abort: new AbortController(),
      isEnded: false,
      next: (frame: Frame) => {
        if (!operation.isEnded) this.#answer?.write(`${head}${frame.payload}}\n\n`);
      },
      error: (error: DomainError) => this.#finish(operationId, operation, failureOf(error)),
    };
    this.#operations.set(operationId, operation);
    return operation;
  }

  #finish(operationId: string, operation: Running, payload: GraphqlAnswer): void {
    if (operation.isEnded) return;
    this.#write('next', { id: operationId, payload });
    this.#write('complete', { id: operationId });
    this.#end(operationId, operation);
  }

  #end(operationId: string, operation: Running): void {
    operation.isEnded = true;
    this.#operations.delete(operationId);
  }

  #close({ error }: Closing): void {
    for (const [operationId, operation] of [...this.#operations]) this.#finish(operationId, operation, failureOf(error));
    this.#answer?.end();
  }

  #write(event: 'next' | 'complete', data: object): void {
    this.#answer?.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
