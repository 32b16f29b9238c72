import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../errors/index.js';
import { decodeCursor, encodeCursor, type RealtimeBroker } from '../realtime/index.js';
import { ChannelFollower } from './channel-follower.js';

export interface IteratorOptions {
  /** Where to go on; from now on without it. It says nothing to channels that it does not hold. */
  cursor?: string;
  /** Messages of a channel that are kept in memory for a slow reader. */
  limit?: number;
}

const LIMIT = 256;
const RETRY = 200;

/**
 * The messages of some channels, in each one's order, without a hole: over reconnects, for slow readers, and from a cursor on. It
 * keeps a few messages at most. Where something was missed for good it throws RESYNC_REQUIRED and ends; `details.cursor` of the
 * error is where to begin anew, once the data is read again.
 */
export class ResumableIterator<Payload> implements AsyncIterableIterator<Payload> {
  readonly #followers: ReadonlyMap<string, ChannelFollower>;
  #turn: Promise<unknown>;
  #woken = Promise.withResolvers<void>();
  #isOver = false;

  constructor(
    private readonly broker: RealtimeBroker,
    channels: readonly string[],
    { cursor, limit = LIMIT }: IteratorOptions = {},
  ) {
    const places = cursor === undefined ? {} : decodeCursor(cursor);
    const wake = () => this.#woken.resolve();
    const follow = (channel: string) => new ChannelFollower({ broker, channel, from: places[channel], limit, wake });
    this.#followers = new Map(channels.map((channel) => [channel, follow(channel)]));
    // Listens from now on, and not from the first `next`.
    this.ready = Promise.all([...this.#followers.values()].map((follower) => follower.start())).then(() => {});
    this.ready.catch(() => {});
    this.#turn = this.ready;
  }

  /** Fulfilled when it listens. */
  readonly ready: Promise<void>;

  /** Where a later iterator goes on: behind the last message that was handed out. */
  get cursor(): string {
    return encodeCursor(Object.fromEntries([...this.#followers].map(([channel, follower]) => [channel, follower.place])));
  }

  next(): Promise<IteratorResult<Payload>> {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => {});
    return result;
  }

  async return(): Promise<IteratorResult<Payload>> {
    await this.#end();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<never> {
    await this.#end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<Payload>> {
    while (!this.#isOver) {
      this.#woken = Promise.withResolvers<void>();
      const body = await this.#take();
      if (body !== null) return { value: JSON.parse(body) as Payload, done: false };
      await this.#woken.promise;
    }
    return { value: undefined, done: true };
  }

  async #take(): Promise<string | null> {
    for (const follower of this.#followers.values()) {
      try {
        const message = await follower.take();
        if (message) return message.body;
      } catch (error) {
        if (error instanceof DomainError && error.code === 'RESYNC_REQUIRED') throw await this.#lost(error);
        // The broker is away; what it remembers is asked for again in a moment.
        void sleep(RETRY, undefined, { ref: false }).then(() => this.#woken.resolve());
      }
    }
    return null;
  }

  async #lost(error: DomainError): Promise<DomainError> {
    const channels = [...this.#followers.keys()];
    const positions = await this.broker.positions(channels);
    await this.#end();
    return error.with({ cursor: encodeCursor(Object.fromEntries(positions.map((position, index) => [channels[index], position]))) });
  }

  async #end(): Promise<void> {
    this.#isOver = true;
    this.#woken.resolve();
    await Promise.all([...this.#followers.values()].map((follower) => follower.stop()));
  }
}
