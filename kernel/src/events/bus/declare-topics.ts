import type { Logger } from '../../logger/index.js';
import { definedEvents } from '../define-event.js';
import { type EventPublisher, TopicMismatchError } from './event-bus.js';
import { specOf } from './topics.js';

export interface DeclareOptions {
  bus: EventPublisher;
  /** The subgraph that publishes. */
  source: string;
  log: Logger;
}

/**
 * Makes the topics of a subgraph's events. A Kafka that is away keeps nobody from starting: each topic is then made when its
 * first event is published.
 *
 * @throws TopicMismatchError
 */
export async function declareTopics({ bus, source, log }: DeclareOptions): Promise<void> {
  const topics = new Set(definedEvents().flatMap((event) => (event.source === source ? [event.topic] : [])));
  await bus.declare([...topics].map(specOf)).catch((error) => {
    if (error instanceof TopicMismatchError) throw error;
    log.warn({ error }, 'the topics cannot be made yet');
  });
}
