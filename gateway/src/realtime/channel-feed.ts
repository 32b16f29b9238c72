import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@supergraph/kernel/logger';
import type { Position, PositionedMessage, RealtimeBroker } from '@supergraph/kernel/realtime';

export interface FeedListener {
  /** Each message once, in the order of offsets, without a hole. */
  message(message: PositionedMessage, channel: string): void;
  /** What stood between the last message and this position cannot be had any more. */
  lost(position: Position, channel: string): void;
}

export interface FeedOptions {
  channel: string;
  broker: RealtimeBroker;
  log: Logger;
  /** Asks for a check of the position, some time soon. */
  checkSoon: (feed: ChannelFeed) => void;
}

/** Milliseconds between tries while the broker is away, doubled up to the last. */
const RETRY = { first: 100, last: 5_000 };
/** What arrives during a look into the past; more than this is read from there as well. */
const MOST_BUFFERED = 1_000;

/** One channel, for all who listen to it in this process: holes are filled, copies dropped, and what cannot be filled is told. */
export class ChannelFeed {
  readonly listeners = new Set<FeedListener>();
  #last: Position = { epoch: '', offset: 0 };
  /** Not null while the past is read: what arrives meanwhile waits here. */
  #buffer: PositionedMessage[] | null = [];
  #stop: (() => Promise<void>) | null = null;
  #isClosed = false;

  constructor(private readonly options: FeedOptions) {}

  get channel(): string {
    return this.options.channel;
  }

  get position(): Position {
    return this.#last;
  }

  /** Subscribes first and looks at the position then, so that nothing falls between the two. */
  async start(): Promise<void> {
    const { broker, channel, checkSoon } = this.options;
    this.#stop = await broker.listen(channel, {
      message: (message) => this.#arrive(message),
      interrupted: () => checkSoon(this),
    });
    this.#last = await broker.position(channel);
    this.#buffer = this.#takeBuffered(this.#buffer ?? []) ? null : this.#buffer;
    if (this.#buffer) await this.#fill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.listeners.clear();
    await this.#stop?.();
  }

  /** Reads whatever may have been missed. */
  async check(): Promise<void> {
    if (this.#buffer || this.#isClosed) return;
    this.#buffer = [];
    await this.#fill();
  }

  #arrive(message: PositionedMessage): void {
    if (this.#isClosed) return;
    if (this.#buffer) {
      if (this.#buffer.length < MOST_BUFFERED) this.#buffer.push(message);
    } else if (!this.#take(message)) {
      this.#buffer = [];
      void this.#fill();
    }
  }

  /** False where something is missing in between. */
  #take(message: PositionedMessage): boolean {
    if (message.epoch !== this.#last.epoch) return false;
    if (message.offset <= this.#last.offset) return true;
    if (message.offset > this.#last.offset + 1) return false;
    this.#last = { epoch: message.epoch, offset: message.offset };
    for (const listener of this.listeners) listener.message(message, this.channel);
    return true;
  }

  #takeBuffered(messages: readonly PositionedMessage[]): boolean {
    return messages.every((message) => this.#take(message));
  }

  async #fill(): Promise<void> {
    let pause = RETRY.first;
    while (!this.#isClosed) {
      try {
        if (await this.#readPast()) return;
      } catch (error) {
        this.options.log.debug({ error, channel: this.channel }, 'what was missed of a channel cannot be read yet');
        await sleep(pause * (0.5 + Math.random()), undefined, { ref: false });
        pause = Math.min(pause * 2, RETRY.last);
      }
    }
  }

  /** False where it has to be read once more. */
  async #readPast(): Promise<boolean> {
    const { broker } = this.options;
    const missed = await broker.since(this.channel, this.#last);
    if (missed) this.#takeBuffered(missed);
    else await this.#lose(await broker.position(this.channel));
    const buffered = this.#buffer ?? [];
    this.#buffer = [];
    const isWhole = buffered.length < MOST_BUFFERED && this.#takeBuffered(buffered);
    if (isWhole) this.#buffer = null;
    return isWhole;
  }

  async #lose(position: Position): Promise<void> {
    this.#last = position;
    for (const listener of this.listeners) listener.lost(position, this.channel);
  }
}
