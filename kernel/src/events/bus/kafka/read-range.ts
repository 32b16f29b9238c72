import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import type { ReadOptions } from '../event-reader.js';
import { toKafkaDelivery } from './kafka-delivery.js';
import type { KafkaParts } from './kafka-parts.js';
import type { PartitionEnds } from './kafka-topics.js';

/** Offsets of a stream that are still to be read: from the first, up to but without the second. */
interface Range extends Pick<PartitionEnds, 'topic' | 'partition'> {
  from: bigint;
  to: bigint;
}

/** Reads a range by a group that is thrown away afterwards and commits nothing. */
export async function readRange(parts: KafkaParts, { topics: names, from, to, handle }: ReadOptions): Promise<void> {
  const ranges = await rangesOf(parts, await parts.topics.matching(names), { from, to });
  const open = new Map(ranges.filter((range) => range.from < range.to).map((range) => [`${range.topic}/${range.partition}`, range]));
  if (open.size === 0) return;
  const groupId = parts.nameOf(`read.${randomUUID()}`);
  const consumer = parts.kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...new Set([...open.values()].map(({ topic }) => parts.nameOf(topic)))], fromBeginning: true });
    await readAll(parts, { consumer, open, handle });
  } finally {
    await consumer.disconnect();
    await (await parts.admin())
      .deleteGroups([groupId])
      .catch((error) => parts.log.debug({ error, groupId }, 'a group was left to be forgotten'));
  }
}

interface Reading extends Pick<ReadOptions, 'handle'> {
  consumer: Consumer;
  open: Map<string, Range>;
}

async function readAll(parts: KafkaParts, { consumer, open, handle }: Reading): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch: { topic: name, partition, messages }, resolveOffset, heartbeat }) => {
      const topic = parts.oursOf(name);
      const stream = `${topic}/${partition}`;
      const range = open.get(stream);
      const last = messages.at(-1);
      if (!range || !last) return;
      const wanted = messages.filter(({ offset }) => BigInt(offset) >= range.from && BigInt(offset) < range.to);
      const deliveries = wanted.map((message) => toKafkaDelivery(topic, partition, message));
      try {
        if (deliveries.length > 0) await handle({ stream, deliveries });
      } catch (error) {
        reject(error);
        return;
      }
      resolveOffset(last.offset);
      if (BigInt(last.offset) + 1n >= range.to) open.delete(stream);
      if (open.size === 0) resolve();
      await heartbeat();
    },
  });
  for (const { topic, partition, from } of open.values()) consumer.seek({ topic: parts.nameOf(topic), partition, offset: String(from) });
  await promise;
}

async function rangesOf(parts: KafkaParts, topics: readonly string[], { from, to }: Pick<ReadOptions, 'from' | 'to'>): Promise<Range[]> {
  const ends = await parts.topics.ends(topics);
  const starts = from === 'first' ? null : await offsetsAt(parts, topics, from);
  const stops = to === 'end' ? null : await offsetsAt(parts, topics, to);
  return ends.map(({ topic, partition, stream, first, next }) => ({
    topic,
    partition,
    from: BigInt(starts?.get(stream) ?? first),
    to: BigInt(stops?.get(stream) ?? next),
  }));
}

/** The first offset of each stream that was stored then or later. */
async function offsetsAt(parts: KafkaParts, topics: readonly string[], time: Date): Promise<Map<string, string>> {
  const admin = await parts.admin();
  const found = topics.map(async (topic) => {
    const offsets = await admin.fetchTopicOffsetsByTimestamp(parts.nameOf(topic), time.getTime());
    return offsets.map(({ partition, offset }) => [`${topic}/${partition}`, offset] as const);
  });
  return new Map((await Promise.all(found)).flat());
}
