import { z } from 'zod';
import { parseChannel } from './channel.js';
import { RealtimeErrors } from './realtime.errors.js';
import type { Position } from './realtime-broker.js';

/** Positions by channel. */
export type Positions = Readonly<Record<string, Position>>;

/** A subscription opens a few channels; whoever sends more is not sending a cursor of ours. */
const MAX_CHANNELS = 16;
const MAX_LENGTH = 8_192;

const offsets = z.record(z.string(), z.tuple([z.string().regex(/^[\w-]{1,64}$/), z.int().min(0)]));

/** A place in a subscription, for clients: base64url of `{ channel: [epoch, offset] }`. Opaque to them. */
export const encodeCursor = (positions: Positions): string =>
  Buffer.from(
    JSON.stringify(Object.fromEntries(Object.entries(positions).map(([channel, { epoch, offset }]) => [channel, [epoch, offset]]))),
  ).toString('base64url');

/** Reads a client's cursor, and believes nothing of it. @throws CURSOR_INVALID */
export function decodeCursor(cursor: unknown): Positions {
  if (typeof cursor !== 'string' || cursor.length > MAX_LENGTH || !/^[\w-]+$/.test(cursor)) throw RealtimeErrors.CURSOR_INVALID();
  const { data } = offsets.safeParse(parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  const entries = Object.entries(data ?? {});
  if (entries.length === 0 || entries.length > MAX_CHANNELS) throw RealtimeErrors.CURSOR_INVALID();
  for (const [channel] of entries) parseChannel(channel);
  return Object.fromEntries(entries.map(([channel, [epoch, offset]]) => [channel, { epoch, offset }]));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw RealtimeErrors.CURSOR_INVALID().causedBy(cause);
  }
}
