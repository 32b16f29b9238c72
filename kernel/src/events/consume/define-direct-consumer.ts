import type { EventDefinition } from '../define-event.js';
import type { EventRecord } from '../event-record.js';

/**
 * A reaction that keeps no books: no inbox, no transaction. It hears of every event at least once, those of an aggregate in
 * order, so whatever it does must bear a repetition. For caches and live messages.
 */
export interface DirectConsumer {
  /** Stable for ever: the place in the stream is kept by it. */
  readonly name: string;
  readonly events: EventChoice;
  /** Each process hears every event, instead of one of all replicas; it begins at the end. For what a process keeps in its memory. */
  readonly everyReplica: boolean;
  handle(records: readonly EventRecord[]): Promise<unknown>;
}

/** Some events, all of one publisher, or all there are. */
export type EventChoice = readonly EventDefinition[] | { source: string } | 'all';

interface DirectConsumerInit extends Pick<DirectConsumer, 'name'> {
  events: EventChoice | EventDefinition;
  everyReplica?: boolean;
  /**
   * Handles events in their order. Payloads arrive unchecked. What it throws: an outage is waited out; anything else is tried
   * five times, then each event by itself, and what still fails is left out and counted.
   */
  handle(records: readonly EventRecord[]): Promise<unknown>;
}

/** Defines a consumer without books. A new one begins with what happens from now on. */
export function defineDirectConsumer({ name, events, everyReplica = false, handle }: DirectConsumerInit): DirectConsumer {
  return { name, events: isOne(events) ? [events] : events, everyReplica, handle };
}

const isOne = (events: EventChoice | EventDefinition): events is EventDefinition => typeof events === 'object' && 'type' in events;

export function isChosen(events: EventChoice, record: Pick<EventRecord, 'type' | 'source'>): boolean {
  if (events === 'all') return true;
  return 'source' in events ? events.source === record.source : events.some(({ type }) => type === record.type);
}

/** The topics in which the events travel. */
export function topicsOf(events: EventChoice): string[] {
  if (events === 'all') return ['evt.*'];
  return 'source' in events ? [`evt.${events.source}.*`] : [...new Set(events.map(({ topic }) => topic))];
}
