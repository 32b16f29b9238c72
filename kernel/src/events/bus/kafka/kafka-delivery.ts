import type { KafkaMessage } from 'kafkajs';
import { toDelivery } from '../envelope.js';
import type { Delivery, RawMessage } from '../event-reader.js';

export function toKafkaDelivery(topic: string, partition: number, message: KafkaMessage): Delivery {
  const place = { topic, stream: `${topic}/${partition}`, at: message.offset, storedAt: Number(message.timestamp) };
  return toDelivery(place, { key: message.key, value: message.value, headers: textsOf(message.headers ?? {}) });
}

/** Of a header that was given several times, the last. */
function textsOf(headers: NonNullable<KafkaMessage['headers']>): RawMessage['headers'] {
  const texts = Object.entries(headers).map(([name, value]) => [name, (Array.isArray(value) ? value.at(-1) : value)?.toString() ?? '']);
  return Object.fromEntries(texts) as Record<string, string>;
}
