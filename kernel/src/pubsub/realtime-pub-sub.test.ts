import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis } from 'ioredis';
import { type TcpProxy, tcpProxy } from '../../testing/tcp-proxy.js';
import { until } from '../../testing/until.js';
import { createLogger } from '../logger/index.js';
import { channelName, decodeCursor, memoryBroker, redisBroker } from '../realtime/index.js';
import { RealtimePubSub } from './index.js';

// Set by jest's global setup where this machine has a Redis or can get one; the run's last lines say where it has none.
const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });
const aChannel = () => channelName(randomUUID(), 'x');

/** Reads so many values, however long they take. */
async function take<Value>(iterator: AsyncIterator<Value>, count: number): Promise<Value[]> {
  const values: Value[] = [];
  while (values.length < count) values.push((await iterator.next()).value);
  return values;
}
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => index + from);

describe('the iterator', () => {
  const broker = memoryBroker({ maxMessages: 100 });
  const pubsub = new RealtimePubSub(broker);
  const publish = async (channel: string, numbers: number[]) => {
    for (const number of numbers) await pubsub.publish(channel, number);
  };

  it('gives each channel’s messages in order, from the moment of the call', async () => {
    const [one, other] = [aChannel(), aChannel()];
    await publish(one, [0]);
    const iterator = pubsub.asyncIterableIterator<number>([one, other]);
    await iterator.ready;

    await publish(one, [1, 2]);
    await publish(other, [10]);

    const values = await take(iterator, 3);
    expect(values.filter((value) => value < 10)).toEqual([1, 2]);
    expect(values).toContain(10);
    await iterator.return();
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('waits, and ends when it is told to', async () => {
    const channel = aChannel();
    const iterator = pubsub.asyncIterableIterator<number>(channel);
    const [first, second] = [iterator.next(), iterator.next()];
    await publish(channel, [1]);

    expect(await first).toEqual({ value: 1, done: false });
    await iterator.return();
    expect(await second).toEqual({ value: undefined, done: true });
  });

  it('goes on from a cursor', async () => {
    const channel = aChannel();
    const iterator = pubsub.asyncIterableIterator<number>(channel);
    await iterator.ready;
    await publish(channel, [1, 2, 3]);
    await take(iterator, 2);
    const { cursor } = iterator;
    await iterator.return();
    await publish(channel, [4]);

    const resumed = pubsub.asyncIterableIterator<number>(channel, { cursor });

    expect(await take(resumed, 2)).toEqual([3, 4]);
    await resumed.return();
    expect(() => pubsub.asyncIterableIterator(channel, { cursor: 'junk' })).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
  });

  it('keeps a few messages for a slow reader, and fetches the rest when it comes to it', async () => {
    const channel = aChannel();
    const iterator = pubsub.asyncIterableIterator<number>(channel, { limit: 3 });
    await iterator.ready;

    await publish(channel, upTo(50));

    expect(await take(iterator, 50)).toEqual(upTo(50));
    await iterator.return();
  });

  it('tells that something was missed for good, and where to begin anew', async () => {
    const channel = aChannel();
    const iterator = pubsub.asyncIterableIterator<number>(channel, { limit: 3 });
    await iterator.ready;
    await publish(channel, upTo(150));

    expect(await take(iterator, 3)).toEqual([1, 2, 3]);
    const error = await iterator.next().catch((caught) => caught);

    expect(error).toMatchObject({ code: 'RESYNC_REQUIRED', kind: 'unavailable' });
    expect(decodeCursor(error.details.cursor)).toEqual({ [channel]: await broker.position(channel) });
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    const resumed = pubsub.asyncIterableIterator<number>(channel, { cursor: error.details.cursor });
    await publish(channel, [151]);
    expect(await take(resumed, 1)).toEqual([151]);
    await resumed.return();
  });

  it('calls back, until it is unsubscribed', async () => {
    const [channel, heard] = [aChannel(), [] as number[]];
    const id = await pubsub.subscribe<number>(channel, (value) => void heard.push(value));
    await publish(channel, [1]);
    pubsub.unsubscribe(id);
    await publish(channel, [2]);

    expect(heard).toEqual([1]);
    expect(() => pubsub.unsubscribe(id)).toThrow('no subscription');
  });
});

(url ? describe : describe.skip)('over a connection that is lost while events are published', () => {
  const undo: (() => unknown)[] = [];
  let proxy: TcpProxy;
  let proxied: string;
  beforeAll(async () => {
    const address = new URL(url ?? '');
    proxy = await tcpProxy({ host: address.hostname, port: Number(address.port || 6_379) });
    address.hostname = '127.0.0.1';
    address.port = String(proxy.port);
    proxied = address.href;
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(() => proxy?.close());

  /** Publishes 1 to 5, loses the connection, publishes 6 to 10, has it back, publishes 11 to 15. */
  async function tellThrough(publish: (number: number) => Promise<unknown>, isBack: () => Promise<boolean>): Promise<void> {
    for (const number of upTo(5)) await publish(number);
    proxy.shut();
    for (const number of upTo(10, 6)) await publish(number);
    proxy.open();
    await until(isBack);
    for (const number of upTo(15, 11)) await publish(number);
  }

  it('the stock iterator loses events', async () => {
    const channel = aChannel();
    const retryStrategy = () => 20;
    const [publisher, subscriber] = [new Redis(url ?? ''), new Redis(proxied, { retryStrategy, maxRetriesPerRequest: null })];
    subscriber.on('error', () => {});
    undo.push(
      () => publisher.disconnect(),
      () => subscriber.disconnect(),
    );
    const stock = new RedisPubSub({ publisher, subscriber });
    const heard: number[] = [];
    await stock.subscribe<number>(channel, (number) => void heard.push(number));

    await tellThrough(
      (number) => stock.publish(channel, number),
      async () => Number((await publisher.pubsub('NUMSUB', channel))[1]) > 0,
    );
    await until(() => heard.includes(15));

    expect(heard.filter((number) => number > 5)).toEqual(upTo(15, 11));
  });

  it('ours loses none', async () => {
    const channel = aChannel();
    const [speaking, listening] = [redisBroker({ url: url ?? '', log }), redisBroker({ url: proxied, log })];
    undo.push(
      () => speaking.close(),
      () => listening.close(),
    );
    const iterator = new RealtimePubSub(listening).asyncIterableIterator<number>(channel);
    await iterator.ready;
    const publisher = new RealtimePubSub(speaking);

    await tellThrough(
      (number) => publisher.publish(channel, number),
      async () =>
        listening.position(channel).then(
          () => true,
          () => false,
        ),
    );

    expect(await take(iterator, 15)).toEqual(upTo(15));
    await iterator.return();
  });
});
