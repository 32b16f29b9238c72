import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { createLogger } from '../logger/index.js';
import {
  type ChannelMemory,
  channelName,
  memoryBroker,
  type PositionedMessage,
  type RealtimeBroker,
  type RealtimeMessage,
  redisBroker,
} from './index.js';

// Set by jest's global setup where this machine has a Redis or can get one; the run's last lines say where it has none.
const url = process.env.TEST_REDIS_URL;
const log = createLogger({ service: 'test', level: 'silent' });

const aChannel = () => channelName(randomUUID(), 'organization-module');
const aMessage = (version: number | string, key = `thing:${version}`): RealtimeMessage => ({
  key,
  version: String(version),
  at: 1_700_000_000_000,
  body: JSON.stringify({ version, text: 'a "b" : c 漢 🙂' }),
});
/** Listens, and keeps what it hears. */
const anEar = async (broker: RealtimeBroker, channel: string) => {
  const heard: PositionedMessage[] = [];
  let interruptions = 0;
  const stop = await broker.listen(channel, { message: (message) => void heard.push(message), interrupted: () => void interruptions++ });
  return { heard, stop, interruptions: () => interruptions };
};

const contract = (open: (memory?: Partial<ChannelMemory>) => RealtimeBroker, speaksAgain: (broker: RealtimeBroker) => RealtimeBroker) => {
  it('counts a channel’s messages from its first one', async () => {
    const [broker, channel] = [open(), aChannel()];

    const start = await broker.position(channel);
    const one = await broker.emit(channel, aMessage(1));
    const two = await broker.emit(channel, aMessage(2));

    expect(start).toEqual({ epoch: expect.stringMatching(/^[\w-]+$/), offset: 0 });
    expect([one, two]).toEqual([
      { epoch: start.epoch, offset: 1 },
      { epoch: start.epoch, offset: 2 },
    ]);
    expect(await broker.positions([channel, aChannel()])).toEqual([two, { epoch: expect.not.stringMatching(start.epoch), offset: 0 }]);
  });

  it('gives back everything after a position, exactly as it was said', async () => {
    const [broker, channel] = [open(), aChannel()];
    const start = await broker.position(channel);
    const messages = [aMessage(1, 'a:1 2:3'), aMessage(1, ''), { ...aMessage(2, 'b\n😀'), body: '' }];
    for (const message of messages) await broker.emit(channel, message);

    expect(await broker.since(channel, start)).toEqual(
      messages.map((message, index) => ({ ...message, epoch: start.epoch, offset: index + 1 })),
    );
    expect(await broker.since(channel, { ...start, offset: 2 })).toHaveLength(1);
    expect(await broker.since(channel, { ...start, offset: 3 })).toEqual([]);
  });

  it('answers no part: of another epoch, of a place that is not reached yet, of a channel that nobody knows', async () => {
    const [broker, channel] = [open(), aChannel()];
    const { epoch } = (await broker.emit(channel, aMessage(1))) ?? { epoch: '' };

    expect(await broker.since(channel, { epoch: 'another', offset: 0 })).toBeNull();
    expect(await broker.since(channel, { epoch, offset: 2 })).toBeNull();
    expect(await broker.since(aChannel(), { epoch, offset: 0 })).toBeNull();
  });

  it('answers no part of what is forgotten, be it too much', async () => {
    const [broker, channel] = [open({ maxMessages: 10 }), aChannel()];
    const start = await broker.position(channel);
    for (let version = 1; version <= 500; version += 1) await broker.emit(channel, aMessage(version));

    expect(await broker.since(channel, start)).toBeNull();
    expect(await broker.since(channel, { ...start, offset: 490 })).toHaveLength(10);
  });

  it('answers no part of what is forgotten, be it too long ago; the place is known on', async () => {
    const [broker, channel] = [open({ keepFor: 30 }), aChannel()];
    const start = await broker.position(channel);
    await broker.emit(channel, aMessage(1));
    await sleep(80);

    expect(await broker.since(channel, start)).toBeNull();
    expect(await broker.since(channel, { ...start, offset: 1 })).toEqual([]);
    expect(await broker.emit(channel, aMessage(2))).toEqual({ ...start, offset: 2 });
    expect(await broker.since(channel, start)).toBeNull();
    expect(await broker.since(channel, { ...start, offset: 1 })).toHaveLength(1);
  });

  it('drops what is not newer than the last one of its key, however large the numbers', async () => {
    const [broker, channel] = [open(), aChannel()];
    const numbers = ['9', '10', '10', '9', '9007199254740992', '9007199254740993', '9007199254740992'];

    const places = [];
    for (const version of numbers) places.push(await broker.emit(channel, aMessage(version, 'thing')));

    expect(places.map((place) => place?.offset ?? null)).toEqual([1, 2, null, null, 3, 4, null]);
    expect(await broker.emit(channel, aMessage(1, 'another'))).toMatchObject({ offset: 5 });
    await expect(broker.emit(channel, aMessage('01', 'thing'))).rejects.toThrow(RangeError);
  });

  it('tells all who listen, in order, and nobody else', async () => {
    const [broker, channel] = [open(), aChannel()];
    const [one, other, elsewhere] = [await anEar(broker, channel), await anEar(broker, channel), await anEar(broker, aChannel())];

    await Promise.all(Array.from({ length: 50 }, (_, index) => broker.emit(channel, aMessage(index))));
    await until(() => one.heard.length === 50 && other.heard.length === 50);
    await one.stop();
    await broker.emit(channel, aMessage(99));
    await until(() => other.heard.length === 51);

    expect(one.heard.map(({ offset }) => offset)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(one.heard[7]).toEqual({ ...aMessage(7), epoch: one.heard[0]?.epoch, offset: 8 });
    expect(elsewhere.heard).toEqual([]);
    expect(one.heard).toHaveLength(50);
  });

  it('hears everything from when listening is promised, whoever stops and begins meanwhile', async () => {
    const broker = open();
    const speaker = speaksAgain(broker);
    for (let round = 0; round < 30; round += 1) {
      const channel = aChannel();
      const first = await anEar(broker, channel);
      const [ear] = await Promise.all([anEar(broker, channel), first.stop()]);

      await speaker.emit(channel, aMessage(round));
      await until(() => ear.heard.length > 0);
      await ear.stop();

      expect(first.heard).toEqual([]);
    }
  });
};

describe('the broker in memory', () => {
  contract(
    (memory) => memoryBroker(memory),
    (broker) => broker,
  );
});

(url ? describe : describe.skip)('the broker in Redis', () => {
  const opened: RealtimeBroker[] = [];
  const open = (memory?: Partial<ChannelMemory>) => {
    const broker = redisBroker({ url: url ?? '', log, ...memory });
    opened.push(broker);
    return broker;
  };
  afterAll(() => Promise.all(opened.map((broker) => broker.close())));
  contract(open, () => open());

  it('is one for all processes: each message counts once, whoever says it', async () => {
    const [channel, brokers] = [aChannel(), [open(), open(), open()]];

    const places = await Promise.all(brokers.flatMap((broker) => [1, 2, 3, 4].map((version) => broker.emit(channel, aMessage(version)))));

    expect(places.flatMap((place) => place?.offset ?? []).toSorted()).toEqual([1, 2, 3, 4]);
  });
});
