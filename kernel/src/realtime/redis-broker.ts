import { Redis } from 'ioredis';
import type { Logger } from '../logger/index.js';
import { CHANNEL_MEMORY, type ChannelMemory, KEEP_PLACE, KEYS_REMEMBERED, newEpoch } from './channel-memory.js';
import { fromFrame, toFrame } from './message-frame.js';
import { checkVersion } from './message-version.js';
import { RealtimeErrors } from './realtime.errors.js';
import type { Position, RealtimeBroker } from './realtime-broker.js';
import { RedisListeners } from './redis-listeners.js';
import { withScripts } from './redis-scripts.js';

export interface RedisBrokerOptions extends Partial<ChannelMemory> {
  /** `redis://…` */
  url: string;
  log: Logger;
  /** Milliseconds to wait for Redis where somebody wants to listen while it is away. */
  patience?: number;
}

const PATIENCE = 5_000;

/** The broker that all processes share. It holds two connections: one for commands, which fail fast, and one that listens. */
export function redisBroker({ url, log, patience = PATIENCE, ...memory }: RedisBrokerOptions): RealtimeBroker {
  const { maxMessages, keepFor } = { ...CHANNEL_MEMORY, ...memory };
  const redis = withScripts(connect(url, log));
  const listeners = new RedisListeners(url, { log, patience });
  const position = async (channel: string): Promise<Position> =>
    toPosition(await answered(redis.rtPlace(`${channel}:m`, newEpoch(), KEEP_PLACE)));
  return {
    async emit(channel, message) {
      checkVersion(message.version);
      const keys = [`${channel}:m`, `${channel}:s`, `${channel}:v`, `${channel}:k`];
      const limits = [maxMessages, keepFor, KEEP_PLACE, KEYS_REMEMBERED];
      const words = [channel, message.key, message.version, toFrame(message), newEpoch()];
      const place = await answered(redis.rtEmit(...keys, ...words, ...limits));
      return place && toPosition(place);
    },
    position,
    // Sent in one go, answered in one go.
    positions: (channels) => Promise.all(channels.map(position)),
    async since(channel, after) {
      const frames = await answered(redis.rtSince(`${channel}:m`, `${channel}:s`, after.epoch, after.offset));
      return frames === null
        ? null
        : frames.map((frame, index) => ({ ...fromFrame(frame), epoch: after.epoch, offset: after.offset + index + 1 }));
    },
    listen: (channel, listener) => listeners.add(channel, listener),
    async close() {
      await listeners.close();
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

const answered = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((cause) => {
    throw RealtimeErrors.REALTIME_UNAVAILABLE().causedBy(cause);
  });

const toPosition = ([epoch, offset]: [epoch: string, offset: string]): Position => ({ epoch, offset: Number(offset) });

/** A connection whose commands wait for a moment where Redis is away, and then fail: who asked asks again. */
function connect(url: string, log: Logger): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 2_000, connectTimeout: 2_000 });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.warn({ error }, 'Redis does not answer: live updates are late');
    isAway = true;
  });
  redis.on('ready', () => {
    isAway = false;
  });
  return redis;
}
