import type { PositionedMessage, RealtimeMessage } from './realtime-broker.js';

/** A message as Redis keeps it: `version:at:length of key:key body`. The body stands last and is not escaped. */
export const toFrame = ({ key, version, at, body }: RealtimeMessage): string => `${version}:${at}:${key.length}:${key} ${body}`;

/** A message as it is published: `offset:epoch:` and the frame. */
export function fromPublished(text: string): PositionedMessage {
  const [offset, epoch, start] = splitTwo(text);
  return { ...fromFrame(text.slice(start)), epoch, offset: Number(offset) };
}

export function fromFrame(frame: string): RealtimeMessage {
  const [version, at, start] = splitTwo(frame);
  const colon = frame.indexOf(':', start);
  const end = colon + 1 + Number(frame.slice(start, colon));
  return { version, at: Number(at), key: frame.slice(colon + 1, end), body: frame.slice(end + 1) };
}

/** The first two fields, and where the rest begins. */
function splitTwo(text: string): [string, string, number] {
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  return [text.slice(0, first), text.slice(first + 1, second), second + 1];
}
