import type { EventReader, RawMessage } from './event-reader.js';

/** A topic as it has to be. Its number of partitions is for life: another one would send keys elsewhere. */
export interface TopicSpec {
  name: string;
  partitions: number;
  /** Milliseconds for which messages are kept. */
  retention: number;
}

export interface BusMessage extends RawMessage {
  topic: string;
  key: Buffer;
}

/** Where a message lies now. */
export interface Receipt {
  topic: string;
  partition: number;
  offset: string;
}

export interface EventPublisher {
  /** Makes the topics that are missing; any number of processes may do so at once. @throws TopicMismatchError */
  declare(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Appends messages, those of one key in their order; resolves when all replicas have them, with a receipt for each. After an
   * error any of them may have arrived: publish the same ones again, before any others.
   *
   * @throws MessageRefusedError where one of them can never be accepted; anything else passes.
   */
  publish(messages: readonly BusMessage[]): Promise<Receipt[]>;
}

/** The whole of Kafka that we use. */
export interface EventBus extends EventReader, EventPublisher {}

/** A topic exists and is not as it has to be. */
export class TopicMismatchError extends Error {
  readonly code = 'TOPIC_MISMATCH';

  constructor(topic: string, expected: number, found: number) {
    super(`The topic "${topic}" has ${found} partition(s) instead of ${expected}; keys would go elsewhere, so it is not used`);
    this.name = 'TopicMismatchError';
  }
}

/** Kafka will not take a message, however often it is asked. */
export class MessageRefusedError extends Error {
  readonly code = 'MESSAGE_REFUSED';

  constructor(
    /** Kafka's word for it, such as MESSAGE_TOO_LARGE. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Kafka refuses a message for good: ${reason}`, options);
    this.name = 'MessageRefusedError';
  }
}
