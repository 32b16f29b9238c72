import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@supergraph/kernel/logger';
import type { Position, PositionedMessage, RealtimeBroker } from '@supergraph/kernel/realtime';
import { ChannelFeed, type FeedListener } from './channel-feed.js';

export interface Membership {
  /** Where the channel is for those who listen now. */
  position(): Position;
  leave(): void;
}

/** The channels that this process listens to, each once, however many want it. */
export interface Hub {
  /** Listens from when the promise is fulfilled. @throws REALTIME_UNAVAILABLE where the broker is away. */
  join(channel: string, listener: FeedListener): Promise<Membership>;
  /** Everything after a position; null where that cannot be had. Those who ask the same at once share one answer. */
  since(channel: string, after: Position): Promise<readonly PositionedMessage[] | null>;
  close(): Promise<void>;
}

export interface HubOptions {
  broker: RealtimeBroker;
  log: Logger;
  /** Milliseconds between looks at all positions, at least and at most: they find what was lost without a word. */
  checkEvery?: readonly [number, number];
}

/** Channels that are looked at together, and the longest pause (ms) between such batches: all gateways reconnect at once. */
const BATCH = 64;
const JITTER = 100;

export function createHub({ broker, log, checkEvery = [25_000, 40_000] }: HubOptions): Hub {
  const feeds = new Map<string, { feed: ChannelFeed; started: Promise<void> }>();
  const asked = new Map<string, Promise<readonly PositionedMessage[] | null>>();
  const checker = createChecker(log);
  const abort = new AbortController();

  const open = (channel: string) => {
    const feed = new ChannelFeed({ channel, broker, log, checkSoon: checker.add });
    const entry = { feed, started: feed.start() };
    feeds.set(channel, entry);
    return entry;
  };
  const release = (channel: string, feed: ChannelFeed) => {
    if (feed.listeners.size > 0) return;
    if (feeds.get(channel)?.feed === feed) feeds.delete(channel);
    feed.close().catch((error) => log.debug({ error, channel }, 'a channel could not be left'));
  };
  const watchPositions = async () => {
    const [least, most] = checkEvery;
    while (!abort.signal.aborted) {
      await sleep(least + Math.random() * (most - least), undefined, { signal: abort.signal, ref: false });
      const all = [...feeds.values()].map(({ feed }) => feed);
      for (let index = 0; index < all.length; index += BATCH) await compare(broker, all.slice(index, index + BATCH), checker.add);
    }
  };
  const watch = () => {
    watchPositions().catch((error) => {
      if (abort.signal.aborted) return;
      log.debug({ error }, 'the positions of channels cannot be read');
      watch();
    });
  };
  watch();

  return {
    async join(channel, listener) {
      const { feed, started } = feeds.get(channel) ?? open(channel);
      feed.listeners.add(listener);
      const leave = () => {
        feed.listeners.delete(listener);
        release(channel, feed);
      };
      await started.catch((error) => {
        leave();
        throw error;
      });
      return { position: () => feed.position, leave };
    },
    since(channel, after) {
      const key = `${channel}\n${after.epoch}:${after.offset}`;
      const answer = asked.get(key) ?? broker.since(channel, after).finally(() => asked.delete(key));
      asked.set(key, answer);
      return answer;
    },
    async close() {
      abort.abort();
      const all = [...feeds.values()];
      feeds.clear();
      await Promise.allSettled(all.map(({ feed }) => feed.close()));
    },
  };
}

/** Has feeds that are somewhere else than their channel look for themselves. */
async function compare(broker: RealtimeBroker, feeds: readonly ChannelFeed[], check: (feed: ChannelFeed) => void): Promise<void> {
  const positions = await broker.positions(feeds.map(({ channel }) => channel));
  feeds.forEach((feed, index) => {
    const there = positions[index];
    if (there && (there.epoch !== feed.position.epoch || there.offset !== feed.position.offset)) check(feed);
  });
}

/** Checks feeds in batches, with pauses. */
function createChecker(log: Logger) {
  const waiting = new Set<ChannelFeed>();
  let isRunning = false;
  const run = async () => {
    while (waiting.size > 0) {
      await sleep(Math.random() * JITTER, undefined, { ref: false });
      const batch = [...waiting].slice(0, BATCH);
      for (const feed of batch) waiting.delete(feed);
      await Promise.all(batch.map((feed) => feed.check()));
    }
  };
  return {
    add(feed: ChannelFeed): void {
      waiting.add(feed);
      if (isRunning) return;
      isRunning = true;
      run()
        .catch((error) => log.warn({ error }, 'channels could not be checked'))
        .finally(() => {
          isRunning = false;
        });
    },
  };
}
