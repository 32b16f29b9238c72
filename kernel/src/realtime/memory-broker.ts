import { LRUCache } from 'lru-cache';
import { CHANNEL_MEMORY, type ChannelMemory, KEEP_PLACE, KEYS_REMEMBERED, newEpoch } from './channel-memory.js';
import { checkVersion, isNewer } from './message-version.js';
import type { ChannelListener, Position, PositionedMessage, RealtimeBroker, RealtimeMessage } from './realtime-broker.js';

/** Of what all channels remember together; past it, those that were silent for the longest time begin anew. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Channel {
  position: Position;
  history: PositionedMessage[];
  /** Of the last message by key, those that spoke last at the end. */
  versions: Map<string, string>;
  bytes: number;
  saidAt: number;
}

/** The embedded broker: within this process, and gone with it. */
export function memoryBroker(memory: Partial<ChannelMemory> = {}): RealtimeBroker {
  const history = new Histories({ ...CHANNEL_MEMORY, ...memory });
  const listeners = new Map<string, Set<{ listener: ChannelListener }>>();
  return {
    async emit(channel, message) {
      checkVersion(message.version);
      const said = history.append(channel, message);
      if (!said) return null;
      for (const { listener } of [...(listeners.get(channel) ?? [])]) listener.message(said);
      return { epoch: said.epoch, offset: said.offset };
    },
    position: async (channel) => history.position(channel),
    positions: async (channels) => channels.map((channel) => history.position(channel)),
    since: async (channel, after) => history.since(channel, after),
    async listen(channel, listener) {
      const entry = { listener };
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(entry));
      return async () => {
        all.delete(entry);
        if (all.size === 0 && listeners.get(channel) === all) listeners.delete(channel);
      };
    },
    close: async () => listeners.clear(),
  };
}

class Histories {
  readonly #channels = new LRUCache<string, Channel>({
    maxSize: MAX_BYTES,
    ttl: KEEP_PLACE,
    updateAgeOnGet: true,
    sizeCalculation: ({ bytes }) => bytes + 512,
  });

  constructor(private readonly memory: ChannelMemory) {}

  append(name: string, message: RealtimeMessage): PositionedMessage | null {
    const channel = this.#open(name);
    if (!isNewer(message.version, channel.versions.get(message.key))) return null;
    const position = { epoch: channel.position.epoch, offset: channel.position.offset + 1 };
    const said = { ...message, ...position };
    remember(channel.versions, message);
    channel.history.push(said);
    const forgotten = channel.history.splice(0, Math.max(0, channel.history.length - this.memory.maxMessages));
    const bytes = channel.bytes + sizeOf(said) - forgotten.reduce((sum, each) => sum + sizeOf(each), 0);
    this.#channels.set(name, { ...channel, position, bytes, saidAt: Date.now() });
    return said;
  }

  position(name: string): Position {
    const channel = this.#open(name);
    this.#channels.set(name, channel);
    return { ...channel.position };
  }

  since(name: string, after: Position): PositionedMessage[] | null {
    const { position, history } = this.#open(name);
    const missed = position.offset - after.offset;
    if (after.epoch !== position.epoch || missed < 0 || missed > history.length) return null;
    return missed === 0 ? [] : history.slice(-missed);
  }

  #open(name: string): Channel {
    const channel = this.#channels.get(name);
    if (!channel) return { position: { epoch: newEpoch(), offset: 0 }, history: [], versions: new Map(), bytes: 0, saidAt: Date.now() };
    return channel.saidAt + this.memory.keepFor < Date.now() ? { ...channel, history: [], bytes: 0 } : channel;
  }
}

function remember(versions: Map<string, string>, { key, version }: RealtimeMessage): void {
  versions.delete(key);
  versions.set(key, version);
  if (versions.size > KEYS_REMEMBERED) versions.delete(versions.keys().next().value as string);
}

/** About what a message takes in memory, in bytes. */
const sizeOf = ({ key, body }: RealtimeMessage): number => 2 * (key.length + body.length) + 256;
