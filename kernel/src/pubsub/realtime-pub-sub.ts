import { EventEmitter } from 'node:events';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import type { RealtimeBroker } from '../realtime/index.js';
import { type IteratorOptions, ResumableIterator } from './resumable-iterator.js';

/**
 * graphql-redis-subscriptions as one knows it, on the realtime broker. Triggers are channels: see `channelName`. Its iterator
 * loses nothing on a reconnect, keeps a few messages at most, and goes on from a cursor.
 */
export class RealtimePubSub extends RedisPubSub {
  readonly #stops = new Map<number, () => Promise<void>>();
  #lastId = 0;

  constructor(private readonly broker: RealtimeBroker) {
    // The library insists on two connections of its own; the broker has them.
    const nobody = new EventEmitter() as unknown as Redis;
    super({ publisher: nobody, subscriber: nobody });
  }

  override async publish<Payload>(channel: string, payload: Payload): Promise<void> {
    await this.broker.emit(channel, { key: uuidv7(), version: '1', at: Date.now(), body: JSON.stringify(payload) });
  }

  /** Calls back with whatever is heard; what a lost connection swallows is not made up for. The iterator does that. */
  override async subscribe<Payload>(channel: string, onMessage: (payload: Payload) => void): Promise<number> {
    const stop = await this.broker.listen(channel, { message: ({ body }) => onMessage(JSON.parse(body)), interrupted: () => {} });
    this.#lastId += 1;
    this.#stops.set(this.#lastId, stop);
    return this.#lastId;
  }

  override unsubscribe(id: number): void {
    const stop = this.#stops.get(id);
    if (!stop) throw new Error(`There is no subscription of id "${id}"`);
    this.#stops.delete(id);
    void stop();
  }

  /** The same as `asyncIterableIterator`, under its old name. */
  override asyncIterator<Payload>(channels: string | string[], options?: IteratorOptions): never {
    return this.asyncIterableIterator<Payload>(channels, options) as never;
  }

  /** Listens from the moment of the call. @throws CURSOR_INVALID */
  override asyncIterableIterator<Payload>(channels: string | string[], options?: IteratorOptions): ResumableIterator<Payload> {
    return new ResumableIterator<Payload>(this.broker, typeof channels === 'string' ? [channels] : channels, options);
  }

  /** Stops all callbacks. The broker belongs to whoever made it. */
  override async close(): Promise<'OK'[]> {
    await Promise.all([...this.#stops.values()].map((stop) => stop()));
    this.#stops.clear();
    return ['OK'];
  }
}
