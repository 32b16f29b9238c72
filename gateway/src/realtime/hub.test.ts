import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { type ChannelListener, memoryBroker, type PositionedMessage, type RealtimeBroker } from '@supergraph/kernel/realtime';
import { until } from '../testing/until.js';
import { createHub, type Hub } from './hub.js';

const log = createLogger({ service: 'test', level: 'silent' });
const hubs: Hub[] = [];
afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.close())));

function setUp(overrides: Partial<RealtimeBroker> = {}, checkEvery: readonly [number, number] = [60_000, 60_000]) {
  const real = memoryBroker();
  const counts = { listened: 0, stopped: 0 };
  let isDeaf = false;
  const broker: RealtimeBroker = {
    ...real,
    async listen(channel: string, listener: ChannelListener) {
      counts.listened += 1;
      const stop = await real.listen(channel, { ...listener, message: (message) => isDeaf || listener.message(message) });
      return async () => {
        counts.stopped += 1;
        await stop();
      };
    },
    ...overrides,
  };
  const hub = createHub({ broker, log, checkEvery });
  hubs.push(hub);
  const listen = async (channel = 'c') => {
    const heard: (number | 'lost')[] = [];
    const membership = await hub.join(channel, {
      message: ({ offset }: PositionedMessage) => heard.push(offset),
      lost: () => heard.push('lost'),
    });
    return { heard, membership };
  };
  let version = 0;
  const emit = (channel = 'c') => {
    version += 1;
    return real.emit(channel, { key: `k${version}`, version: '1', at: 0, body: '{}' });
  };
  const deafen = (deaf: boolean) => {
    isDeaf = deaf;
  };
  return { listen, emit, counts, deafen };
}

describe('the hub', () => {
  it('listens to a channel once for all, and stops with the last of them', async () => {
    const { listen, emit, counts } = setUp();
    const [one, other] = await Promise.all([listen(), listen()]);
    await emit();
    one.membership.leave();
    await emit();
    other.membership.leave();
    await until(() => counts.stopped === 1);
    await emit();

    expect([one.heard, other.heard, counts.listened]).toEqual([[1], [1, 2], 1]);
  });

  it('finds what was lost without a word', async () => {
    const { listen, emit, deafen } = setUp({}, [20, 30]);
    const { heard } = await listen();
    deafen(true);
    await emit();
    await emit();
    await until(() => heard.length === 2);

    expect(heard).toEqual([1, 2]);
  });

  it('refuses where the broker is away, and tries anew the next time', async () => {
    let isAway = true;
    const away = createHub({
      broker: { ...memoryBroker(), listen: async () => (isAway ? Promise.reject(new Error('away')) : async () => {}) },
      log,
    });
    hubs.push(away);
    const nobody = { message: () => {}, lost: () => {} };
    await expect(away.join('c', nobody)).rejects.toThrow('away');
    isAway = false;

    await expect(away.join('c', nobody)).resolves.toMatchObject({ leave: expect.any(Function) });
  });

  it('asks once for what many missed at once', async () => {
    const real = memoryBroker();
    let asked = 0;
    const broker: RealtimeBroker = {
      ...real,
      since: (channel, after) => {
        asked += 1;
        return real.since(channel, after);
      },
    };
    const hub = createHub({ broker, log });
    hubs.push(hub);
    const after = await real.position('c');
    await real.emit('c', { key: 'k', version: '1', at: 0, body: '{}' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => hub.since('c', after)));

    expect(asked).toBe(1);
    expect(answers.every((answer) => answer?.length === 1)).toBe(true);
  });
});
