import { type Position, type PositionedMessage, type RealtimeBroker, RealtimeErrors } from '../realtime/index.js';

export interface FollowerOptions {
  broker: RealtimeBroker;
  channel: string;
  /** Where to go on; from now on without it. */
  from?: Position | undefined;
  /** Messages that are kept for whoever is slow; what comes on top is fetched again later. */
  limit: number;
  /** There may be something to take. */
  wake: () => void;
}

/** One channel, message by message, without a hole: what was missed is fetched, from the channel's memory. */
export class ChannelFollower {
  #place: Position | null;
  #pending: PositionedMessage[] = [];
  /** More was said than is pending, or may have been. */
  #isBehind = true;
  #isFetching = true;
  #stop: (() => Promise<void>) | undefined;

  constructor(private readonly options: FollowerOptions) {
    this.#place = options.from ?? null;
  }

  /** The last message that was taken. */
  get place(): Position {
    return this.#place ?? { epoch: '', offset: 0 };
  }

  async start(): Promise<void> {
    const { broker, channel, wake } = this.options;
    // First the place, then the ear: what is said in between is fetched.
    this.#place ??= await broker.position(channel);
    this.#stop = await broker.listen(channel, {
      message: (message) => this.#hear(message),
      interrupted: () => {
        this.#isBehind = true;
        wake();
      },
    });
    // What cannot be had now is asked for again when somebody takes it, and missed then.
    await this.#fetch().catch(() => {});
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }

  /** The next message; null where there is none yet. @throws RESYNC_REQUIRED where something was missed for good. */
  async take(): Promise<PositionedMessage | null> {
    if (this.#pending.length === 0 && this.#isBehind) await this.#fetch();
    const message = this.#pending.shift() ?? null;
    if (message) this.#place = { epoch: message.epoch, offset: message.offset };
    return message;
  }

  #hear(message: PositionedMessage): void {
    const last = this.#pending.at(-1) ?? this.place;
    if (this.#isFetching || this.#isBehind || message.epoch !== last.epoch || message.offset > last.offset + 1) this.#isBehind = true;
    else if (message.offset === last.offset + 1) this.#keep(message);
    this.options.wake();
  }

  #keep(message: PositionedMessage): void {
    if (this.#pending.length < this.options.limit) this.#pending.push(message);
    else this.#isBehind = true;
  }

  async #fetch(): Promise<void> {
    const { broker, channel } = this.options;
    this.#isBehind = false;
    this.#isFetching = true;
    try {
      const missed = await broker.since(channel, this.place);
      if (!missed) throw RealtimeErrors.RESYNC_REQUIRED();
      this.#pending = missed;
    } catch (error) {
      this.#isBehind = true;
      throw error;
    } finally {
      this.#isFetching = false;
    }
  }
}
