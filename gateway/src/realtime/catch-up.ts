import { encodeCursor, type Position, type PositionedMessage, type Positions } from '@supergraph/kernel/realtime';
import { type Frame, resyncFrame } from './frame.js';
import type { Hub } from './hub.js';
import type { Subscriber } from './subscriber.js';

/** An answer, and where whoever has it is. */
export interface PlacedFrame {
  frame: Frame;
  positions: Positions;
}

/** A subscriber's place in a trigger. */
export interface Member {
  subscriber: Subscriber;
  /** Not null while it is given what it missed: what comes meanwhile waits here. */
  pending: PlacedFrame[] | null;
  /** Where it is, as long as that is not simply where the trigger is. What it missed may lie ahead of what the trigger has delivered. */
  positions: Positions | null;
}

/** Hands a frame to a member, in its place; what the member has already is not for it. */
export function hand(member: Member, { frame, positions }: PlacedFrame): void {
  const { delivery } = member.subscriber;
  if (member.positions && isKnown(frame, member.positions)) return;
  const both = member.positions ? furtherOf(member.positions, positions) : positions;
  const isWhereAllAre = both === positions;
  member.positions = isWhereAllAre && !member.pending ? null : both;
  delivery.offer(isWhereAllAre ? frame : frame.at(encodeCursor(both)));
}

/** Where somebody is who has been at both places; in another epoch, the second one counts. It is the second one where that is as far. */
export function furtherOf(one: Positions, other: Positions): Positions {
  const ahead = Object.entries(one).filter(([channel, { epoch, offset }]) => {
    const there = other[channel];
    return there?.epoch === epoch && offset > there.offset;
  });
  return ahead.length === 0 ? other : { ...other, ...Object.fromEntries(ahead) };
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
  let positions: Positions = Object.fromEntries([...missed.keys()].map((channel) => [channel, after[channel] as Position]));
  const reach = (channel: string, { epoch, offset }: Position) => {
    positions = { ...positions, [channel]: { epoch, offset } };
    member.positions = positions;
  };
  for (const [channel, messages] of missed) {
    for (const message of select(messages)) {
      const frame = await answer(message, channel);
      await member.subscriber.delivery.ready();
      if (!frame || !isMember()) return;
      reach(channel, message);
      member.subscriber.delivery.offer(frame.at(encodeCursor(positions)));
    }
    const last = messages.at(-1);
    if (last) reach(channel, last);
  }
}

function resync({ member, now, isMember }: CatchUpOptions): void {
  const positions = now();
  member.positions = positions;
  if (isMember()) member.subscriber.delivery.offer(resyncFrame(encodeCursor(positions)));
}

async function goLive(options: CatchUpOptions): Promise<void> {
  const { member, isMember } = options;
  while (member.pending && member.pending.length > 0) {
    if (member.pending.length > MOST_PENDING) {
      member.pending = [];
      resync(options);
      break;
    }
    await member.subscriber.delivery.ready();
    if (!isMember()) return;
    hand(member, member.pending.shift() as PlacedFrame);
  }
  member.pending = null;
}

function isKnown({ source }: Frame, positions: Positions): boolean {
  const position = source ? positions[source.channel] : undefined;
  return position !== undefined && source !== null && position.epoch === source.epoch && source.offset <= position.offset;
}
