import { CompressionTypes, type Message, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import { type BusMessage, type EventPublisher, MessageRefusedError, type Receipt } from '../event-bus.js';
import { specOf } from '../topics.js';
import { reasonOf } from './kafka-errors.js';
import type { KafkaParts } from './kafka-parts.js';

/** What no second try changes, in Kafka's words. */
const FOR_GOOD = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** Bytes from which on packing is worth its time: a few events leave at once, a backlog is packed. */
const WORTH_PACKING = 32 * 1024;

/** By Java's rule, so that every client sends a key to the same place. */
const partitioner = Partitioners.DefaultPartitioner();

/**
 * Appends in order: one request at a time, idempotent, acknowledged by all replicas. After a failure the producer is thrown
 * away, so that nothing of an old try is mixed into the numbering of a new one.
 */
export class KafkaPublisher implements Pick<EventPublisher, 'publish'> {
  #producer: Promise<Producer> | undefined;

  constructor(private readonly parts: KafkaParts) {}

  async publish(messages: readonly BusMessage[]): Promise<Receipt[]> {
    if (messages.length === 0) return [];
    try {
      return await this.#send(messages);
    } catch (error) {
      await this.close();
      const reason = reasonOf(error);
      if (reason && FOR_GOOD.has(reason)) throw new MessageRefusedError(reason, { cause: error });
      if (reason !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      // A topic that was there is gone: Kafka lost its data. It is made again.
      await this.parts.topics.forget();
      return this.#send(messages).catch(async (again) => {
        await this.close();
        throw again;
      });
    }
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    this.#producer = undefined;
    await producer?.disconnect().catch((error) => this.parts.log.debug({ error }, 'a producer did not say goodbye'));
  }

  async #send(messages: readonly BusMessage[]): Promise<Receipt[]> {
    await this.parts.topics.declare([...new Set(messages.map(({ topic }) => topic))].map(specOf));
    const partitions = messages.map((message) => this.#partitionOf(message));
    this.#producer ??= this.#connect();
    const producer = await this.#producer;
    const byTopic = Map.groupBy(
      messages.map((message, i) => ({ message, partition: partitions[i] ?? 0 })),
      ({ message }) => message.topic,
    );
    const topicMessages = [...byTopic].map(([topic, entries]) => ({ topic: this.parts.nameOf(topic), messages: entries.map(toMessage) }));
    const compression = bytesOf(messages) > WORTH_PACKING ? CompressionTypes.GZIP : CompressionTypes.None;
    const answers = await producer.sendBatch({ acks: -1, compression, topicMessages });
    const named = answers.map((answer) => ({ ...answer, topicName: this.parts.oursOf(answer.topicName) }));
    return toReceipts(messages, partitions, named);
  }

  #partitionOf({ topic, key }: BusMessage): number {
    return partitioner({ topic, partitionMetadata: this.parts.topics.metadata(topic), message: { key, value: null } });
  }

  async #connect(): Promise<Producer> {
    const producer = this.parts.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await producer.connect();
    return producer;
  }
}

const bytesOf = (messages: readonly BusMessage[]): number => messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);

const toMessage = ({ message, partition }: { message: BusMessage; partition: number }): Message => ({
  key: message.key,
  value: message.value,
  headers: { ...message.headers },
  partition,
});

/** Kafka names the first offset of what a partition was sent; the rest follows in order. */
function toReceipts(messages: readonly BusMessage[], partitions: readonly number[], answers: readonly RecordMetadata[]): Receipt[] {
  const next = new Map(answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, BigInt(baseOffset ?? -1)]));
  return messages.map(({ topic }, i) => {
    const partition = partitions[i] ?? 0;
    const offset = next.get(`${topic}/${partition}`);
    if (offset === undefined) throw new Error(`Kafka gave no receipt for ${topic}/${partition}`);
    next.set(`${topic}/${partition}`, offset + 1n);
    return { topic, partition, offset: String(offset) };
  });
}
