import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Reading, ReadOptions } from '../event-reader.js';
import { toKafkaDelivery } from './kafka-delivery.js';
import type { KafkaParts } from './kafka-parts.js';
import type { PartitionEnds } from './kafka-topics.js';

/** A group that is joined for the first time may find its coordinator still on the way. */
const ATTEMPTS = 5;
const PAUSE = 500;

/** Offsets of a stream that are still to be handled: from `next`, up to but without `to`. */
interface Range extends Pick<PartitionEnds, 'topic' | 'partition'> {
  next: bigint;
  to: bigint;
}

/** Reads a range by a group that is thrown away afterwards and commits nothing. */
export class KafkaReading implements Reading {
  readonly #ranges = new Map<string, Range>();
  readonly #groupId: string;
  #consumer: Consumer | undefined;
  #end = newEnd();
  /** What `handle` threw. */
  #failure: unknown;

  constructor(
    private readonly parts: KafkaParts,
    private readonly options: ReadOptions,
  ) {
    this.#groupId = parts.nameOf(`read.${randomUUID()}`);
  }

  async toEnd(): Promise<void> {
    if (await this.#measure()) await this.#disconnect();
    for (let attempt = 1; !this.#isAtEnd(); attempt += 1) {
      try {
        return await this.#advance();
      } catch (error) {
        if (error === this.#failure || attempt === ATTEMPTS) throw error;
        this.parts.log.debug({ error, groupId: this.#groupId }, 'a range cannot be read; trying again');
        await this.#disconnect();
        await sleep(attempt * PAUSE);
      }
    }
  }

  async #advance(): Promise<void> {
    this.#end = newEnd();
    if (this.#consumer) this.#consumer.resume(this.#open().map(({ topic, partition }) => this.#named(topic, partition)));
    else await this.#connect();
    await this.#end.promise;
  }

  async close(): Promise<void> {
    if (!this.#consumer) return;
    await this.#disconnect();
    const { admin, log } = this.parts;
    await (await admin())
      .deleteGroups([this.#groupId])
      .catch((error) => log.debug({ error, groupId: this.#groupId }, 'a group was left to be forgotten'));
  }

  /** How far to read by now. @returns whether there are streams that were not there before. */
  async #measure(): Promise<boolean> {
    const { topics } = this.parts;
    const { from, to } = this.options;
    const names = await topics.matching(this.options.topics);
    const ends = await topics.ends(names);
    const stops = to === 'end' ? null : await offsetsAt(this.parts, names, to);
    const fresh = ends.filter(({ stream }) => !this.#ranges.has(stream));
    const starts = from === 'first' || fresh.length === 0 ? null : await offsetsAt(this.parts, names, from);
    for (const { topic, partition, stream, first, next } of ends) {
      const known = this.#ranges.get(stream)?.next;
      if (known !== undefined && known > BigInt(next)) throw new Error(`Kafka lost what was read of ${stream}`);
      this.#ranges.set(stream, {
        topic,
        partition,
        next: known ?? BigInt(starts?.get(stream) ?? first),
        to: BigInt(stops?.get(stream) ?? next),
      });
    }
    return fresh.length > 0;
  }

  #open(): Range[] {
    return [...this.#ranges.values()].filter(({ next, to }) => next < to);
  }

  #isAtEnd(): boolean {
    return this.#open().length === 0;
  }

  async #connect(): Promise<void> {
    const { kafka, nameOf } = this.parts;
    const retry = { restartOnFailure: async () => false };
    const consumer = kafka.consumer({ groupId: this.#groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100, retry });
    this.#consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (this.#consumer === consumer) this.#end.reject(payload.error);
    });
    await consumer.connect();
    const ranges = [...this.#ranges.values()];
    await consumer.subscribe({ topics: [...new Set(ranges.map(({ topic }) => nameOf(topic)))], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (batch) => this.#handle(consumer, batch) });
    for (const { topic, partition, next } of ranges) consumer.seek({ topic: nameOf(topic), partition, offset: String(next) });
  }

  async #disconnect(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer?.disconnect();
  }

  async #handle(consumer: Consumer, { batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic: name, partition, messages } = batch;
    const topic = this.parts.oursOf(name);
    const stream = `${topic}/${partition}`;
    const range = this.#ranges.get(stream);
    const last = messages.at(-1);
    if (!range || !last) return;
    const { next, to } = range;
    // A group that had to join anew begins at the first message again: what was handled is passed over.
    const wanted = messages.filter(({ offset }) => BigInt(offset) >= next && BigInt(offset) < to);
    try {
      const deliveries = wanted.map((message) => toKafkaDelivery(topic, partition, message));
      if (deliveries.length > 0) await this.options.handle({ stream, deliveries, heartbeat });
    } catch (error) {
      this.#failure = error;
      this.#end.reject(error);
      consumer.pause([{ topic: name }]);
      return;
    }
    const upTo = BigInt(last.offset) < to ? BigInt(last.offset) + 1n : to;
    if (upTo > BigInt(batch.firstOffset() ?? 0)) resolveOffset(String(upTo - 1n));
    if (upTo > next) range.next = upTo;
    if (range.next >= to) consumer.pause([this.#named(topic, partition)]);
    if (this.#isAtEnd()) this.#end.resolve();
    await heartbeat();
  }

  #named(topic: string, partition: number): { topic: string; partitions: number[] } {
    return { topic: this.parts.nameOf(topic), partitions: [partition] };
  }
}

/** It may fail while nobody waits for it: the next one to ask is told. */
function newEnd(): PromiseWithResolvers<void> {
  const end = Promise.withResolvers<void>();
  end.promise.catch(() => {});
  return end;
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
