import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { TopicMismatchError } from '../event-bus.js';
import type { JoinOptions, Member, StreamBatch } from '../event-reader.js';
import { isPattern } from '../topics.js';
import { toKafkaDelivery } from './kafka-delivery.js';
import type { KafkaParts } from './kafka-parts.js';
import { PlacesToCommit } from './places-to-commit.js';

const LOOK_FOR_TOPICS = 10_000;
const STREAMS_AT_ONCE = 4;
const HEARTBEAT = 1_000;
const RETRY_BEGIN = 2_000;
const MAX_BACKOFF = 30_000;

/** A member of a group. Topics that a pattern means and that come up later are taken up as they are found. */
export class KafkaMember implements Member {
  readonly #abort = new AbortController();
  readonly #group: string;
  readonly #failures = new Map<string, number>();
  #consumer: Consumer;
  #topics: string[] = [];
  /** Grows with every change of who reads what: a batch of an older one is somebody else's. */
  #generation = 0;
  #lag = 0;
  #looking: Promise<void> = Promise.resolve();
  #recovering: Promise<void> = Promise.resolve();
  #isDown = false;
  readonly #places: PlacesToCommit;

  constructor(
    private readonly parts: KafkaParts,
    private readonly options: JoinOptions,
    private readonly left: () => void,
  ) {
    this.#group = parts.nameOf(options.everyReplica ? `${options.group}.${randomUUID()}` : options.group);
    const { kafka, sessionTimeout } = parts;
    this.#consumer = kafka.consumer({
      groupId: this.#group,
      sessionTimeout,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: sessionTimeout,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: 1024 * 1024,
      allowAutoTopicCreation: false,
      // kafkajs gives up after some tries; a member never does.
      retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 5_000, restartOnFailure: async () => !this.#abort.signal.aborted },
    });
    this.#places = new PlacesToCommit((places) => this.#consumer.commitOffsets(places), { log: parts.log, group: this.#group });
    this.#consumer.on(this.#consumer.events.REBALANCING, () => {
      void this.#places.flush();
      this.#nextGeneration();
    });
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      this.#nextGeneration();
      if (!payload.restart && !this.#abort.signal.aborted) this.#recovering = this.#beginAgain();
    });
  }

  /** Resolves when the member reads, or as soon as it is clear that it has to wait: for its topics, or for Kafka. */
  async start(): Promise<void> {
    const isBegun = await this.#begin();
    this.#looking = this.#goOn(isBegun);
  }

  lag(): number {
    return this.#lag;
  }

  async leave(): Promise<void> {
    this.#abort.abort();
    await Promise.all([this.#looking, this.#recovering]);
    await this.#places.flush();
    await this.#consumer.disconnect();
    this.left();
    if (this.options.everyReplica) await this.#removeGroup();
  }

  #nextGeneration(): void {
    this.#generation += 1;
  }

  #wanted(): Promise<string[]> {
    return this.parts.topics.matching(this.options.topics);
  }

  async #read(topics: readonly string[], later: readonly string[] = []): Promise<void> {
    const isFirst = this.options.begin === 'first' && !this.options.everyReplica;
    const old = topics.filter((topic) => !later.includes(topic));
    if (old.length > 0) await this.#consumer.subscribe({ topics: old.map(this.parts.nameOf), fromBeginning: isFirst });
    // A topic that came up while the group was there already is read from its first message.
    if (later.length > 0) await this.#consumer.subscribe({ topics: later.map(this.parts.nameOf), fromBeginning: true });
    const joined = new Promise<void>((resolve) => {
      const off = this.#consumer.on(this.#consumer.events.GROUP_JOIN, () => {
        off();
        resolve();
      });
    });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: STREAMS_AT_ONCE,
      eachBatch: (payload) => this.#handle(payload),
    });
    await Promise.race([joined, sleep(10_000, undefined, { signal: this.#abort.signal, ref: false }).catch(() => {})]);
    if (!isFirst) await this.#rememberBeginning(topics);
  }

  /** A group that begins at the end does so once: another start goes on where this one began. */
  async #rememberBeginning(topics: readonly string[]): Promise<void> {
    const admin = await this.parts.admin();
    const committed = await admin.fetchOffsets({ groupId: this.#group, topics: topics.map(this.parts.nameOf) });
    const open = committed.flatMap(({ topic, partitions }) =>
      partitions.filter(({ offset }) => offset === '-1').map(({ partition }) => `${this.parts.oursOf(topic)}/${partition}`),
    );
    if (open.length === 0) return;
    const ends = await this.parts.topics.ends(topics);
    const begin = ends.filter(({ stream }) => open.includes(stream));
    await this.#consumer
      .commitOffsets(begin.map(({ topic, partition, next }) => ({ topic: this.parts.nameOf(topic), partition, offset: next })))
      .catch((error) => this.parts.log.debug({ error, group: this.#group }, 'another member says where the group begins'));
  }

  async #begin(): Promise<boolean> {
    try {
      await this.#consumer.connect();
      this.#topics = await this.#wanted();
      if (this.#topics.length > 0) await this.#read(this.#topics);
      return true;
    } catch (error) {
      if (error instanceof TopicMismatchError) throw error;
      this.parts.log.warn({ error, group: this.#group }, 'events cannot be read yet; trying again');
      return false;
    }
  }

  async #goOn(isBegun: boolean): Promise<void> {
    for (let hasBegun = isBegun; !hasBegun && !this.#abort.signal.aborted; hasBegun = await this.#begin()) {
      await sleep(RETRY_BEGIN, undefined, { signal: this.#abort.signal }).catch(() => {});
    }
    if (this.options.topics.some(isPattern)) await this.#lookForTopics();
  }

  /** kafkajs takes some errors for final that pass, such as a coordinator that is not there while a broker starts. A member never ends by itself. */
  async #beginAgain(): Promise<void> {
    this.#isDown = true;
    this.parts.log.warn({ group: this.#group }, 'kafkajs gave a group up; joining it again');
    do await sleep(RETRY_BEGIN, undefined, { signal: this.#abort.signal }).catch(() => {});
    while (!this.#abort.signal.aborted && !(await this.#begin()));
    this.#isDown = false;
  }

  async #lookForTopics(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await sleep(LOOK_FOR_TOPICS, undefined, { signal: this.#abort.signal }).catch(() => {});
      if (this.#abort.signal.aborted) return;
      if (this.#isDown) continue;
      try {
        const wanted = await this.#wanted();
        const later = wanted.filter((topic) => !this.#topics.includes(topic));
        if (later.length === 0) continue;
        await this.#consumer.stop();
        this.#nextGeneration();
        await this.#read(wanted, later);
        this.#topics = wanted;
      } catch (error) {
        this.parts.log.warn({ error, group: this.#group }, 'new topics cannot be looked for');
      }
    }
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    const batch = this.#toBatch(payload);
    const last = batch.deliveries.at(-1);
    if (!last) return;
    this.#lag = Math.max(0, Date.now() - last.storedAt);
    try {
      await this.options.handle(batch);
      this.#failures.delete(batch.stream);
    } catch (error) {
      if (batch.isLost()) return;
      await this.#waitAfter(error, batch);
    }
    if (payload.batch.highWatermark === String(BigInt(last.at) + 1n)) this.#lag = 0;
  }

  /** What was not committed is read again, after a while, with the stream still ours. */
  async #waitAfter(error: unknown, batch: StreamBatch): Promise<void> {
    const failures = (this.#failures.get(batch.stream) ?? 0) + 1;
    this.#failures.set(batch.stream, failures);
    this.parts.log.warn({ error, group: this.#group, stream: batch.stream, failures }, 'events cannot be handled; trying again');
    const until = Date.now() + Math.min(100 * 2 ** failures, MAX_BACKOFF);
    while (Date.now() < until && !batch.isLost()) {
      await sleep(Math.min(HEARTBEAT, until - Date.now()), undefined, { signal: this.#abort.signal }).catch(() => {});
      await batch.heartbeat();
    }
  }

  #toBatch(payload: EachBatchPayload): StreamBatch {
    const { batch, heartbeat, isRunning, isStale, resolveOffset } = payload;
    const { topic: name, partition } = batch;
    const topic = this.parts.oursOf(name);
    const generation = this.#generation;
    return {
      stream: `${topic}/${partition}`,
      deliveries: batch.messages.map((message) => toKafkaDelivery(topic, partition, message)),
      commit: async (at) => {
        // Kafka would take it from whoever does not have the stream any more, too.
        if (generation !== this.#generation) return;
        resolveOffset(at);
        this.#places.note({ topic: name, partition, offset: String(BigInt(at) + 1n) });
        // Whoever leaves has no later: what ends now says so at once.
        if (this.#abort.signal.aborted) await this.#places.flush();
      },
      heartbeat,
      isLost: () => this.#abort.signal.aborted || generation !== this.#generation || !isRunning() || isStale(),
    };
  }

  async #removeGroup(): Promise<void> {
    const admin = await this.parts.admin();
    await admin
      .deleteGroups([this.#group])
      .catch((error) => this.parts.log.debug({ error, group: this.#group }, 'a group was left to be forgotten'));
  }
}
