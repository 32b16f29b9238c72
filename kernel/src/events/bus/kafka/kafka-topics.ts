import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig, PartitionMetadata } from 'kafkajs';
import { TopicMismatchError, type TopicSpec } from '../event-bus.js';
import type { StreamEnds } from '../event-reader.js';
import { holdsTopic, isPattern, specOf } from '../topics.js';
import { reasonOf } from './kafka-errors.js';

const TRIES = 10;

/** Tries again while topics are on their way. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES || !PASSES.has(reasonOf(error) ?? '')) throw error;
      await sleep(200);
    }
  }
}

/** What a topic says that is made, moved or gone at this moment. */
const PASSES = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE']);

export interface PartitionEnds extends StreamEnds {
  topic: string;
  partition: number;
}

/** A connection that is made when it is needed, and again after it was ended. */
export interface AdminConnection {
  connect(): Promise<Admin>;
  disconnect(): Promise<void>;
}

/** The topics of a cluster: makes them, and knows their sizes. */
export class KafkaTopics {
  readonly #partitions = new Map<string, PartitionMetadata[]>();

  constructor(
    private readonly admin: AdminConnection,
    private readonly prefix: string,
  ) {}

  /** @throws TopicMismatchError */
  async declare(specs: readonly TopicSpec[]): Promise<void> {
    const unknown = specs.filter(({ name }) => !this.#partitions.has(name));
    if (unknown.length > 0) await patiently(() => this.#declare(unknown));
  }

  async #declare(unknown: readonly TopicSpec[]): Promise<void> {
    const admin = await this.admin.connect();
    const existing = new Set(await this.#all(admin));
    const missing = unknown.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) await this.#create(admin, missing);
    const { topics } = await admin.fetchTopicMetadata({ topics: unknown.map(({ name }) => this.prefix + name) });
    for (const { name: full, partitions } of topics) {
      const name = full.slice(this.prefix.length);
      const expected = unknown.find((spec) => spec.name === name)?.partitions;
      if (expected !== partitions.length) throw new TopicMismatchError(name, expected ?? 0, partitions.length);
      this.#partitions.set(name, partitions);
    }
  }

  /** The partitions of a declared topic, as a partitioner wants them. */
  metadata(topic: string): PartitionMetadata[] {
    return this.#partitions.get(topic) ?? [];
  }

  /**
   * Topics may be gone after Kafka lost its data: they are looked for again. A connection of kafkajs that once asked for a topic
   * asks for it in everything that it does, and fails as long as it is gone, even in making it.
   */
  async forget(): Promise<void> {
    this.#partitions.clear();
    await this.admin.disconnect();
  }

  /** All topics that names and patterns mean. What is named is made where it is missing. */
  async matching(names: readonly string[]): Promise<string[]> {
    const exact = names.filter((name) => !isPattern(name));
    await this.declare(exact.map(specOf));
    const patterns = names.filter(isPattern);
    if (patterns.length === 0) return exact;
    const all = await this.#all(await this.admin.connect());
    return [...new Set([...exact, ...all.filter((topic) => holdsTopic(patterns, topic))])].sort();
  }

  /** A topic that is gone, because Kafka lost its data, is made again and is empty; one that was just made is waited for. */
  async ends(topics: readonly string[]): Promise<PartitionEnds[]> {
    let isFirst = true;
    return patiently(async () => {
      if (!isFirst) await this.forget();
      isFirst = false;
      await this.declare(topics.map(specOf));
      return this.#ends(topics);
    });
  }

  async #ends(topics: readonly string[]): Promise<PartitionEnds[]> {
    const admin = await this.admin.connect();
    const ends = topics.map(async (topic) =>
      (await admin.fetchTopicOffsets(this.prefix + topic)).map(({ partition, low, high }) => ({
        topic,
        partition,
        stream: `${topic}/${partition}`,
        first: low,
        next: high,
      })),
    );
    return (await Promise.all(ends)).flat();
  }

  async #all(admin: Admin): Promise<string[]> {
    return (await admin.listTopics()).filter((name) => name.startsWith(this.prefix)).map((name) => name.slice(this.prefix.length));
  }

  async #create(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
    const { brokers } = await admin.describeCluster();
    const replicas = Math.min(3, brokers.length);
    try {
      await admin.createTopics({
        waitForLeaders: true,
        topics: specs.map((spec) => toConfig({ ...spec, name: this.prefix + spec.name }, replicas)),
      });
    } catch (error) {
      // Another process was first with some of them; whether they are as they have to be is looked at next.
      const reasons = ((error as { errors?: { type?: string }[] }).errors ?? [error as { type?: string }]).map(({ type }) => type);
      if (!reasons.every((type) => type === 'TOPIC_ALREADY_EXISTS')) throw error;
    }
  }
}

const toConfig = ({ name, partitions, retention }: TopicSpec, replicas: number): ITopicConfig => ({
  topic: name,
  numPartitions: partitions,
  replicationFactor: replicas,
  configEntries: [
    { name: 'min.insync.replicas', value: String(replicas > 2 ? 2 : 1) },
    { name: 'retention.ms', value: String(retention) },
    { name: 'cleanup.policy', value: 'delete' },
  ],
});
