import type { Identity } from '@supergraph/kernel/auth';
import type { DomainError } from '@supergraph/kernel/errors';
import type { Operation } from '../operation.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import { Delivery, type Sink } from './delivery.js';
import type { EndReason } from './realtime-metrics.js';
import type { Listener, Subscriber } from './subscriber.js';
import type { Trigger } from './trigger.js';

/** Writes what happens to one operation in the words of its protocol. */
export interface OperationWire extends Sink {
  error(error: DomainError): void;
}

export interface SubscriptionOptions {
  connection: Listener;
  wire: OperationWire;
  /** As it was let through. */
  operation: Operation;
  isLatest: boolean;
  onDrop: (count: number) => void;
  onEnd: (subscription: Subscription, reason: EndReason) => void;
}

/** One running subscription of one client. */
export class Subscription implements Subscriber {
  readonly delivery: Delivery;
  readonly connection: Listener;
  trigger: Trigger | null = null;
  /** It was opened, and counts as one that runs. */
  isRunning = false;
  isEnded = false;
  readonly #options: Pick<SubscriptionOptions, 'wire' | 'onEnd'>;
  #operation: Operation;

  constructor({ connection, wire, operation, isLatest, onDrop, onEnd }: SubscriptionOptions) {
    this.connection = connection;
    this.#operation = operation;
    // Not the operation as it was: with it stays the supergraph that it was let through on.
    this.#options = { wire, onEnd };
    this.delivery = new Delivery({ sink: wire, outlet: connection.outlet, isLatest, onDrop });
  }

  get identity(): Identity {
    return this.connection.identity;
  }

  get expiresAt(): number {
    return this.connection.expiresAt;
  }

  /** The operation as whoever is connected now asks for it. */
  get operation(): Operation {
    const { identity, organization } = this.connection;
    return { ...this.#operation, identity, request: { ...this.#operation.request, identity, organization } };
  }

  /** Goes over to another version of the schema. */
  rebase(supergraph: LoadedSupergraph): void {
    this.#operation = { ...this.#operation, supergraph };
  }

  /** Ends it with an error. */
  fail(error: DomainError, reason: EndReason): void {
    if (this.isEnded) return;
    this.forget(reason);
    this.#options.wire.error(error);
  }

  /** Ends it without a word: the client asked for that, or has gone, or is told otherwise. */
  forget(reason: EndReason): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.trigger?.leave(this);
    this.trigger = null;
    this.delivery.end();
    this.#options.onEnd(this, reason);
  }
}
