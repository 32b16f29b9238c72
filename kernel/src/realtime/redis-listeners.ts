import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Logger } from '../logger/index.js';
import { fromPublished } from './message-frame.js';
import { RealtimeErrors } from './realtime.errors.js';
import type { ChannelListener } from './realtime-broker.js';

/** Channels that one command asks for after a reconnect. */
const CHUNK = 64;

/** Milliseconds between two looks whether the connection is still there, and for each answer. */
const PING_EVERY = 10_000;
const ANSWER_WITHIN = 5_000;

interface Followed {
  listeners: Set<{ listener: ChannelListener }>;
  /** Fulfilled once Redis has confirmed it on this connection. */
  confirmed: PromiseWithResolvers<void>;
  isConfirmed: boolean;
}

/**
 * One connection that listens for the whole process: a channel is asked for when its first listener comes and given up when its
 * last one goes. A listener is known before Redis is asked, so that what comes together with the confirmation is not lost.
 */
export class RedisListeners {
  readonly #redis: Redis;
  readonly #followed = new Map<string, Followed>();
  readonly #pings: NodeJS.Timeout;
  /** It was connected before: what is asked for again may have missed something. */
  #isBack = false;

  constructor(
    url: string,
    private readonly options: { log: Logger; patience: number },
  ) {
    // Asking again after a loss is done here, since listeners have to be told of it.
    this.#redis = new Redis(url, {
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: null,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000) * (0.5 + Math.random()),
    });
    this.#redis.on('message', (channel: string, text: string) => this.#deliver(channel, text));
    this.#redis.on('ready', () => void this.#askForAll());
    this.#redis.on('close', () => this.#lose());
    this.#redis.on('error', (error) => options.log.debug({ error }, 'the connection that listens to Redis failed'));
    this.#pings = setInterval(() => void this.#ping(), PING_EVERY).unref();
  }

  async add(channel: string, listener: ChannelListener): Promise<() => Promise<void>> {
    const entry = { listener };
    const known = this.#followed.get(channel);
    const followed = known ?? { listeners: new Set(), confirmed: Promise.withResolvers<void>(), isConfirmed: false };
    followed.listeners.add(entry);
    this.#followed.set(channel, followed);
    if (!known) void this.#ask([channel]);
    const stop = () => this.#remove(channel, followed, entry);
    try {
      await this.#patiently(followed.confirmed.promise);
      return stop;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#pings);
    this.#followed.clear();
    this.#redis.disconnect();
  }

  async #patiently(confirmed: Promise<void>): Promise<void> {
    const { promise: tooLong, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(RealtimeErrors.REALTIME_UNAVAILABLE()), this.options.patience);
    try {
      await Promise.race([confirmed, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #remove(channel: string, followed: Followed, entry: { listener: ChannelListener }): Promise<void> {
    followed.listeners.delete(entry);
    if (followed.listeners.size > 0 || this.#followed.get(channel) !== followed) return;
    this.#followed.delete(channel);
    // Away, it follows nothing anyway.
    if (this.#redis.status === 'ready') await this.#redis.unsubscribe(channel).catch(() => undefined);
  }

  #deliver(channel: string, text: string): void {
    const followed = this.#followed.get(channel);
    if (!followed) return;
    const message = fromPublished(text);
    for (const { listener } of [...followed.listeners]) listener.message(message);
  }

  /** Who waits for a confirmation goes on waiting; who had one has it no longer. */
  #lose(): void {
    for (const followed of this.#followed.values()) {
      if (followed.isConfirmed) Object.assign(followed, { confirmed: Promise.withResolvers<void>(), isConfirmed: false });
    }
  }

  async #askForAll(): Promise<void> {
    const channels = [...this.#followed.keys()];
    const isBack = this.#isBack;
    this.#isBack = true;
    for (let from = 0; from < channels.length; from += CHUNK) {
      const chunk = channels.slice(from, from + CHUNK);
      if (!(await this.#ask(chunk))) return;
      if (isBack) this.#tell(chunk);
    }
  }

  #tell(channels: readonly string[]): void {
    const listeners = channels.flatMap((channel) => [...(this.#followed.get(channel)?.listeners ?? [])]);
    for (const { listener } of listeners) listener.interrupted();
  }

  /** Whether Redis confirmed. Where it could not, everything is asked for again as soon as it is back. */
  async #ask(channels: readonly string[]): Promise<boolean> {
    if (this.#redis.status !== 'ready') return false;
    const asked = new Map<string, Followed>();
    for (const channel of channels) {
      const followed = this.#followed.get(channel);
      if (followed) asked.set(channel, followed);
    }
    if (asked.size === 0) return true;
    try {
      await this.#redis.subscribe(...asked.keys());
    } catch (error) {
      this.options.log.debug({ error }, 'channels could not be listened to');
      this.#reconnect();
      return false;
    }
    for (const followed of asked.values()) {
      followed.isConfirmed = true;
      followed.confirmed.resolve();
    }
    return true;
  }

  /** A connection may be gone without a word. */
  async #ping(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    const answered = this.#redis.ping().then(
      () => true,
      () => false,
    );
    if (!(await Promise.race([answered, sleep(ANSWER_WITHIN, false, { ref: false })]))) this.#reconnect();
  }

  #reconnect(): void {
    if (this.#redis.status === 'ready') this.#redis.disconnect(true);
  }
}
