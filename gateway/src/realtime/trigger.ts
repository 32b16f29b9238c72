import { setImmediate } from 'node:timers/promises';
import { encodeCursor, type MatchMessage, type Position, type PositionedMessage, type Positions } from '@supergraph/kernel/realtime';
import { LRUCache } from 'lru-cache';
import type { OperationResult } from '../operation.js';
import { catchUp, furtherOf, hand, type Member, type PlacedFrame } from './catch-up.js';
import type { FeedListener } from './channel-feed.js';
import { Conflation } from './conflation.js';
import type { DeliveryMode } from './delivery-mode.js';
import { type Frame, type FrameSource, frameOf, resyncFrame } from './frame.js';
import type { Hub, Membership } from './hub.js';
import { bodyOf, selectMessages } from './message-body.js';
import type { RealtimeMetrics } from './realtime-metrics.js';
import type { Subscriber } from './subscriber.js';

export interface TriggerOptions {
  channels: readonly string[];
  matches: MatchMessage;
  mode: DeliveryMode;
  hub: Hub;
  metrics: RealtimeMetrics;
  /** The answer to an event, for everybody of the class; null where the class is not what it was: nothing is delivered then. */
  execute: (event: unknown, subscriber: Subscriber) => Promise<OperationResult | null>;
  /** Fulfilled once all that is known to have changed has been looked at; undefined where there is nothing to wait for. */
  settling: () => Promise<void> | undefined;
  /** Called when the last member has gone. */
  onEmpty: () => void;
}

interface Entry {
  positions: Positions;
  make: () => Promise<Frame | null>;
  frame?: Promise<Frame | null>;
}

/** Events that wait for their turn; beyond that they are dropped, and every member is told to read the data again. */
const MOST_WAITING = 1_000;
/** Executions that run at the same time; their answers are delivered in the order of the events. */
const MOST_AT_ONCE = 8;
/** Answers that are kept for those who come back. */
const MOST_REMEMBERED = 256;
/** Keys of which the last answer is kept to tell whether anything changed. */
const MOST_KEYS = 1_000;
/** After so many deliveries, others have their turn. */
const BATCH = 1_000;

/** All subscriptions of one class: each event is executed once for all of them, and written down once. */
export class Trigger implements FeedListener {
  readonly members = new Map<Subscriber, Member>();
  readonly #memberships: Membership[] = [];
  readonly #answers = new LRUCache<string, Promise<Frame | null>>({ max: MOST_REMEMBERED });
  readonly #latest = new LRUCache<string, string>({ max: MOST_KEYS });
  readonly #conflation: Conflation<FrameSource & { key: string; message: PositionedMessage }> | null;
  #queue: Entry[] = [];
  #isDelivering = false;
  #arrived: Positions = {};
  #delivered: Positions = {};
  isClosed = false;

  constructor(private readonly options: TriggerOptions) {
    const { isLatest, windowMs } = options.mode;
    this.#conflation = isLatest ? new Conflation(windowMs, (item) => this.#enqueueMessage(item)) : null;
  }

  async start(): Promise<void> {
    for (const channel of new Set(this.options.channels)) {
      const membership = await this.options.hub.join(channel, this);
      this.#memberships.push(membership);
      this.#arrive(channel, membership.position());
    }
    this.#delivered = this.#arrived;
  }

  join(subscriber: Subscriber, after: Positions | null): void {
    const member: Member = { subscriber, pending: after ? [] : null, positions: after };
    this.members.set(subscriber, member);
    if (after) void this.#catchUp(member, after);
  }

  /** @returns where the subscriber is, for it to go on from there elsewhere. */
  leave(subscriber: Subscriber): Positions {
    const member = this.members.get(subscriber);
    this.members.delete(subscriber);
    if (this.members.size === 0) this.close();
    if (!member?.positions) return this.#delivered;
    return member.pending ? member.positions : furtherOf(member.positions, this.#delivered);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#queue = [];
    this.#conflation?.clear();
    for (const membership of this.#memberships) membership.leave();
    this.options.onEmpty();
  }

  message(message: PositionedMessage, channel: string): void {
    this.#arrive(channel, message);
    if (this.members.size === 0 || !this.options.matches(bodyOf(message))) {
      if (this.#queue.length === 0 && !this.#conflation?.pending().length) this.#delivered = this.#arrived;
      return;
    }
    const item = { channel, epoch: message.epoch, offset: message.offset, key: message.key, message };
    if (this.#conflation) this.#conflation.offer(item);
    else this.#enqueueMessage(item);
  }

  lost(position: Position, channel: string): void {
    this.#arrive(channel, position);
    this.#resync();
  }

  /** Executes for an event that no channel carried. */
  tell(key: string, event: unknown): void {
    if (this.members.size === 0) return;
    const positions = this.#arrived;
    this.#enqueue({ positions, make: () => this.#execute(event, { key, positions, source: null }) });
  }

  #arrive(channel: string, { epoch, offset }: Position): void {
    this.#arrived = { ...this.#arrived, [channel]: { epoch, offset } };
  }

  #resync(): void {
    this.#conflation?.clear();
    const positions = this.#arrived;
    const frame = Promise.resolve(resyncFrame(encodeCursor(positions)));
    this.options.metrics.dropped.add({ reason: 'lost' }, this.members.size);
    this.#queue = [];
    this.#enqueue({ positions, frame, make: () => frame });
  }

  #enqueueMessage({ channel, epoch, offset, key, message }: FrameSource & { key: string; message: PositionedMessage }): void {
    const positions = this.#safePositions();
    const where = { key, positions, source: { channel, epoch, offset } };
    const cursor = encodeCursor(positions);
    this.#enqueue({ positions, make: async () => (await this.#answer(message, where))?.at(cursor) ?? null });
  }

  /** What waits for its window has not been delivered: whoever comes back must find it after the cursor. */
  #safePositions(): Positions {
    let positions = this.#arrived;
    for (const { channel, epoch, offset } of this.#conflation?.pending() ?? []) {
      const now = positions[channel];
      if (now?.epoch === epoch && offset <= now.offset) positions = { ...positions, [channel]: { epoch, offset: offset - 1 } };
    }
    return positions;
  }

  #enqueue(entry: Entry): void {
    if (this.isClosed) return;
    if (this.#queue.length >= MOST_WAITING) {
      this.#resync();
      return;
    }
    this.#queue.push(entry);
    this.#startAhead();
    if (!this.#isDelivering) void this.#deliverAll();
  }

  #startAhead(): void {
    for (const entry of this.#queue.slice(0, MOST_AT_ONCE)) entry.frame ??= entry.make();
  }

  async #deliverAll(): Promise<void> {
    this.#isDelivering = true;
    try {
      for (let entry = this.#queue[0]; entry && !this.isClosed; entry = this.#queue[0]) {
        const frame = await entry.frame;
        if (this.#queue[0] !== entry) continue;
        if (frame) await this.#deliver({ frame, positions: entry.positions });
        if (this.#queue[0] === entry) this.#queue.shift();
        if (frame) this.#delivered = entry.positions;
        this.#startAhead();
      }
    } finally {
      this.#isDelivering = false;
    }
  }

  async #deliver(placed: PlacedFrame): Promise<void> {
    await this.#settled();
    if (this.#isUnchanged(placed.frame)) return;
    const now = Date.now();
    let count = 0;
    for (const member of this.members.values()) {
      if (member.pending) member.pending.push(placed);
      else if (member.subscriber.expiresAt > now) hand(member, placed);
      count += 1;
      if (count % BATCH === 0) {
        await setImmediate();
        await this.#settled();
      }
    }
    this.options.metrics.deliveries.add({}, count);
  }

  #isUnchanged({ key, body, isResync }: Frame): boolean {
    if (!this.options.mode.isLatest) return false;
    if (isResync) {
      this.#latest.clear();
      return false;
    }
    const isSame = this.#latest.get(key) === body;
    this.#latest.set(key, body);
    if (isSame) this.options.metrics.suppressed.add({}, this.members.size);
    return isSame;
  }

  async #settled(): Promise<void> {
    for (let settling = this.options.settling(); settling; settling = this.options.settling()) await settling;
  }

  /** An answer is made once, whether it is for those who are there or for those who come back. */
  #answer(message: PositionedMessage, where: { key: string; positions: Positions; source: FrameSource }): Promise<Frame | null> {
    const { channel, epoch, offset } = where.source;
    const name = `${channel}\n${epoch}:${offset}`;
    const answer = this.#answers.get(name) ?? this.#execute(bodyOf(message), where);
    this.#answers.set(name, answer);
    return answer;
  }

  async #execute(event: unknown, where: { key: string; positions: Positions; source: FrameSource | null }): Promise<Frame | null> {
    const [subscriber] = this.members.keys();
    if (!subscriber) return null;
    this.options.metrics.executions.add({});
    const result = await this.options.execute(event, subscriber);
    return result && frameOf(result, where);
  }

  #catchUp(member: Member, after: Positions): Promise<void> {
    const { metrics, hub } = this.options;
    return catchUp({
      member,
      after,
      hub,
      now: () => this.#arrived,
      isMember: () => this.members.get(member.subscriber) === member,
      select: (messages) => selectMessages(messages, this.options.matches, this.options.mode.isLatest),
      answer: async (message, channel) => {
        const source = { channel, epoch: message.epoch, offset: message.offset };
        const frame = await this.#answer(message, { key: message.key, positions: { [channel]: source }, source });
        await this.#settled();
        return frame;
      },
      count: (outcome) => metrics.resumes.add({ outcome }),
    });
  }
}
