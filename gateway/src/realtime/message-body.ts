import type { MatchMessage, PositionedMessage } from '@supergraph/kernel/realtime';

const bodies = new WeakMap<PositionedMessage, unknown>();

/** The body of a message, read once for all who look at it. Nobody may change it. */
export function bodyOf(message: PositionedMessage): unknown {
  const known = bodies.get(message);
  if (known !== undefined) return known;
  const body: unknown = JSON.parse(message.body);
  bodies.set(message, body);
  return body;
}

/** The messages that meet a condition; of each key only the last one, where only the latest counts. */
export function selectMessages(
  messages: readonly PositionedMessage[],
  matches: MatchMessage,
  isLatest: boolean,
): readonly PositionedMessage[] {
  const matching = messages.filter((message) => matches(bodyOf(message)));
  if (!isLatest) return matching;
  const latest = new Map(matching.map((message) => [message.key, message]));
  return matching.filter((message) => latest.get(message.key) === message);
}
