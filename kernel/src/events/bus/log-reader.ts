import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger/index.js';
import type { EventRecord } from '../event-record.js';
import type { EventTransport } from '../event-transport.js';
import { rowToDelivery } from './envelope.js';
import type { EventReader, JoinOptions, Member, PlaceStore, ReadOptions, StreamEnds } from './event-reader.js';
import { holdsTopic, publisherOf } from './topics.js';

const BATCH = 500;
const LONG_POLL = 10_000;
const RETRY = 200;
const MAX_RETRY = 30_000;

export interface LogReaderOptions {
  transport: EventTransport;
  log: Logger;
}

/** Reads the publishers' logs themselves: a log is a stream, its positions are the places in it. */
export function logReader({ transport, log }: LogReaderOptions): EventReader {
  const members = new Set<Member>();
  const publishersOf = (topics: readonly string[]) => [
    ...new Set(topics.flatMap((topic) => (topic === 'evt.*' ? transport.sources() : [publisherOf(topic)]))),
  ];
  return {
    async join(options) {
      const followers = publishersOf(options.topics).map((stream) => new LogFollower(stream, { ...options, transport, log }));
      await Promise.all(followers.map((follower) => follower.start()));
      const member: Member = {
        lag: () => Math.max(0, ...followers.map((follower) => follower.lag())),
        leave: async () => {
          members.delete(member);
          await Promise.all(followers.map((follower) => follower.stop()));
        },
      };
      members.add(member);
      return member;
    },
    async open(options) {
      const places = new Map<string, string>();
      return {
        async toEnd() {
          for (const stream of publishersOf(options.topics)) {
            const after = places.get(stream) ?? '0';
            places.set(stream, await readLog(transport, stream, { ...options, after }));
          }
        },
        close: async () => {},
      };
    },
    async ends(topics): Promise<StreamEnds[]> {
      const ends = publishersOf(topics).map(async (stream) => {
        const [oldest] = await transport.read(stream, { after: '0', limit: 1, wait: 0 });
        const next = String(BigInt(await transport.head(stream)) + 1n);
        return { stream, first: oldest?.position ?? next, next };
      });
      return Promise.all(ends);
    },
    async close() {
      await Promise.all([...members].map((member) => member.leave()));
    },
  };
}

interface FollowerOptions extends JoinOptions {
  transport: EventTransport;
  log: Logger;
}

/** Follows one log for one group. */
class LogFollower {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** The place up to which all is done; null until it is known. */
  #done: string | null = null;
  #lag = 0;

  constructor(
    private readonly stream: string,
    private readonly options: FollowerOptions,
  ) {}

  /** Resolves when it is known where to begin, or that the publisher does not answer yet. */
  async start(): Promise<void> {
    this.#done = await this.#begin().catch(() => null);
    this.#running = this.#run();
  }

  lag(): number {
    return this.#lag;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let pause = RETRY;
    while (!this.#abort.signal.aborted) {
      try {
        await this.#handleBatch();
        pause = RETRY;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        const { log, group } = this.options;
        log[pause > 3_000 ? 'warn' : 'debug'](
          { error, group, source: this.stream },
          'the events of a publisher cannot be handled; trying again',
        );
        await sleep(pause, undefined, { signal: this.#abort.signal }).catch(() => {});
        pause = Math.min(pause * 2, MAX_RETRY);
      }
    }
  }

  async #handleBatch(): Promise<void> {
    const { transport, topics, handle } = this.options;
    const { signal } = this.#abort;
    this.#done ??= await this.#begin();
    const records = await transport.read(this.stream, { after: this.#done, limit: BATCH, wait: LONG_POLL, signal });
    const last = records.at(-1);
    this.#lag = last ? Date.now() - Date.parse(last.createdAt) : 0;
    if (!last || signal.aborted) return;
    const deliveries = records.filter(({ topic }) => holdsTopic(topics, topic)).map((record) => rowToDelivery(this.stream, record));
    if (deliveries.length === 0) return this.#commit(last.position);
    const end = deliveries.at(-1)?.at;
    await handle({
      stream: this.stream,
      deliveries,
      // What nobody wanted at the end of the batch is done together with the last one that was wanted.
      commit: (at) => this.#commit(at === end ? last.position : at),
      heartbeat: async () => {},
      isLost: () => signal.aborted,
    });
  }

  async #begin(): Promise<string> {
    const { begin, places, transport } = this.options;
    return (await places?.load(this.stream)) ?? (begin === 'first' ? '0' : await transport.head(this.stream));
  }

  async #commit(at: string): Promise<void> {
    await (this.options.places as PlaceStore | undefined)?.save(this.stream, at);
    this.#done = at;
  }
}

/** @returns the place up to which it has read. */
async function readLog(
  transport: EventTransport,
  stream: string,
  { topics, from, to, handle, after }: ReadOptions & { after: string },
): Promise<string> {
  const end = BigInt(await transport.head(stream));
  const isIn = ({ topic, createdAt }: EventRecord) =>
    holdsTopic(topics, topic) &&
    (!(from instanceof Date) || createdAt >= from.toISOString()) &&
    (to === 'end' || createdAt < to.toISOString());
  let place = after;
  while (BigInt(place) < end) {
    const records = (await transport.read(stream, { after: place, limit: BATCH, wait: 0 })).filter(
      ({ position }) => BigInt(position) <= end,
    );
    const last = records.at(-1);
    if (!last) break;
    const deliveries = records.filter(isIn).map((record) => rowToDelivery(stream, record));
    if (deliveries.length > 0) await handle({ stream, deliveries, heartbeat: async () => {} });
    place = last.position;
  }
  return place;
}
