import { randomBytes } from 'node:crypto';

/** How much a channel remembers. Who was away for longer, or missed more, reads the data again. */
export interface ChannelMemory {
  /** Messages at most; a broker may keep some more. */
  maxMessages: number;
  /** Milliseconds after the last message. */
  keepFor: number;
}

export const CHANNEL_MEMORY: ChannelMemory = { maxMessages: 1_000, keepFor: 10 * 60_000 };

/** Milliseconds for which a channel that nobody speaks or asks about knows its place. */
export const KEEP_PLACE = 24 * 3_600_000;

/** Keys of which a channel knows the version, the latest ones: what is delivered twice is delivered twice soon. */
export const KEYS_REMEMBERED = 10_000;

/** A new one at every beginning of a history. */
export const newEpoch = (): string => randomBytes(9).toString('base64url');
