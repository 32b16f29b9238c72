import { aggregateKey, type EventRecord } from '../events/index.js';
import { channelName, PLATFORM, type RealtimeMessage } from '../realtime/index.js';

/** Which channels tell of an event. None: it stays inside. */
export type ChannelsOf = (record: EventRecord) => readonly string[];

/** One of the event's organization, or the platform's where it belongs to none; its word is the aggregate's type. */
export const ownChannel: ChannelsOf = ({ organizationId, aggregateType }) => [channelName(organizationId ?? PLATFORM, aggregateType)];

/** What is told of an event: all but where and by which device it was caused. */
export function eventMessage(record: EventRecord): RealtimeMessage {
  const { correlationId, causationId, actor } = record.headers;
  return {
    key: aggregateKey(record),
    version: record.sequence,
    at: Date.parse(record.createdAt),
    body: JSON.stringify({ ...record, headers: { correlationId, causationId, actor } } satisfies EventRecord),
  };
}
