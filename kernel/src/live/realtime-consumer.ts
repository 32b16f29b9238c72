import { aggregateKey, type DirectConsumer, defineDirectConsumer, type EventRecord } from '../events/index.js';
import type { RealtimeBroker } from '../realtime/index.js';
import { type ChannelsOf, eventMessage } from './event-message.js';

export interface RealtimeConsumerOptions {
  /** The subgraph whose events are told. */
  source: string;
  channelsOf: ChannelsOf;
  broker: RealtimeBroker;
  /** Done before an event is told, so that whoever hears of it and asks is not shown what was there before. */
  before?: ((records: readonly EventRecord[]) => Promise<unknown>) | undefined;
}

export interface RealtimeConsumer {
  consumer: DirectConsumer;
  /** Milliseconds by which live messages are late just now. */
  lag(): number;
}

/** Tells the events of a subgraph on their channels: each at least once to the broker, which lets it through once. */
export function realtimeConsumer({ source, channelsOf, broker, before }: RealtimeConsumerOptions): RealtimeConsumer {
  let waiting: EventRecord | undefined;
  const tell = async (record: EventRecord) => {
    const message = eventMessage(record);
    await Promise.all(channelsOf(record).map((channel) => broker.emit(channel, message)));
  };
  // One after the other within an aggregate: after a failure, what is told again must not come behind something newer.
  const tellInOrder = async (records: readonly EventRecord[]) => {
    for (const record of records) await tell(record);
  };
  const handle = async (records: readonly EventRecord[]) => {
    waiting = records[0];
    await before?.(records);
    await Promise.all([...Map.groupBy(records, aggregateKey).values()].map(tellInOrder));
    waiting = undefined;
  };
  return {
    consumer: defineDirectConsumer({ name: 'rt', events: { source }, handle }),
    lag: () => (waiting ? Math.max(0, Date.now() - Date.parse(waiting.createdAt)) : 0),
  };
}
