import { encodeCursor, type Position, type PositionedMessage, type Positions } from '@supergraph/kernel/realtime';
import { type Frame, resyncFrame } from './frame.js';
import type { Hub } from './hub.js';
import type { Subscriber } from './subscriber.js';

/** A subscriber's place in a trigger. */
export interface Member {
  subscriber: Subscriber;
  /** Not null while it is given what it missed: what comes meanwhile waits here. */
  pending: Frame[] | null;
  /** Where it is while it is given what it missed. */
  positions: Positions;
}

/** More than this in the meantime, and the subscriber is told to read the data again. */
const MOST_PENDING = 1_000;

export interface CatchUpOptions {
  member: Member;
  /** Where the subscriber says it is. */
  after: Positions;
  hub: Pick<Hub, 'since'>;
  /** Where the trigger is. */
  now: () => Positions;
  isMember: () => boolean;
  /** Which of the missed messages are for the subscription, in the form in which they are delivered. */
  select: (messages: readonly PositionedMessage[]) => readonly PositionedMessage[];
  /** The answer to a message; null where it may not be given any more. */
  answer: (message: PositionedMessage, channel: string) => Promise<Frame | null>;
  count: (outcome: 'recovered' | 'lost') => void;
}

/** Gives a member all that it missed, then what came in the meantime, and then it is live. Or tells it that this cannot be done. */
export async function catchUp(options: CatchUpOptions): Promise<void> {
  const missed = await readMissed(options);
  options.count(missed ? 'recovered' : 'lost');
  if (missed) await replay(missed, options);
  else resync(options);
  await goLive(options);
}

async function readMissed({ after, hub, now }: CatchUpOptions): Promise<Map<string, readonly PositionedMessage[]> | null> {
  const channels = Object.keys(now());
  const asked = channels.map(async (channel) => {
    const position = after[channel];
    return [channel, position ? await hub.since(channel, position) : null] as const;
  });
  const answers = await Promise.all(asked);
  return answers.every(([, messages]) => messages !== null) ? new Map(answers as [string, readonly PositionedMessage[]][]) : null;
}

async function replay(missed: ReadonlyMap<string, readonly PositionedMessage[]>, options: CatchUpOptions): Promise<void> {
  const { member, after, select, answer, isMember } = options;
  member.positions = Object.fromEntries([...missed.keys()].map((channel) => [channel, after[channel] as Position]));
  for (const [channel, messages] of missed) {
    for (const message of select(messages)) {
      const frame = await answer(message, channel);
      await member.subscriber.delivery.ready();
      if (!frame || !isMember()) return;
      member.positions = { ...member.positions, [channel]: { epoch: message.epoch, offset: message.offset } };
      member.subscriber.delivery.offer(frame.at(encodeCursor(member.positions)));
    }
    const last = messages.at(-1);
    if (last) member.positions = { ...member.positions, [channel]: { epoch: last.epoch, offset: last.offset } };
  }
}

function resync({ member, now, isMember }: CatchUpOptions): void {
  member.positions = { ...now() };
  if (isMember()) member.subscriber.delivery.offer(resyncFrame(encodeCursor(member.positions)));
}

async function goLive(options: CatchUpOptions): Promise<void> {
  const { member, isMember } = options;
  while (member.pending && member.pending.length > 0) {
    if (member.pending.length > MOST_PENDING) {
      member.pending = [];
      resync(options);
      break;
    }
    const frame = member.pending.shift() as Frame;
    if (isKnown(frame, member.positions)) continue;
    await member.subscriber.delivery.ready();
    if (!isMember()) return;
    member.subscriber.delivery.offer(frame);
  }
  member.pending = null;
}

function isKnown({ source }: Frame, positions: Positions): boolean {
  const position = source ? positions[source.channel] : undefined;
  return position !== undefined && source !== null && position.epoch === source.epoch && source.offset <= position.offset;
}
