import { RealtimeErrors } from './realtime.errors.js';

/** Redis Cluster keeps what has the same tag on one node: so many of them, to spread channels over any number of nodes. */
const PARTITIONS = 128;

const WORD = /^[a-z][a-z0-9-]*$/;
const OWNER = /^[A-Za-z0-9][A-Za-z0-9:_-]*$/;
const CHANNEL = /^rt:\{p(\d{1,3})\}:([A-Za-z0-9][A-Za-z0-9:_-]*):([a-z][a-z0-9-]*)$/;

/** Owner of the channels that are no organization's. */
export const PLATFORM = 'platform';

/** Owner of the channels of one person, in whatever organization. */
export const userOwner = (userId: string): string => `user:${userId}`;

/** Whether a channel is one person's own: what it tells is shared with nobody. */
export const isPersonalChannel = (channel: string): boolean => parseChannel(channel).owner.startsWith('user:');

/**
 * The channel of one topic of one owner: `rt:{p17}:<organization id>:organization-module`. Coarse, one for an organization and a
 * kind of aggregate; what a subscriber wants of it, a filter says.
 *
 * @param owner an organization's id, `platform`, or `userOwner(id)`.
 * @throws RangeError for what cannot be a part of a name.
 */
export function channelName(owner: string, word: string): string {
  if (!OWNER.test(owner)) throw new RangeError(`"${owner}" cannot own a channel`);
  if (!WORD.test(word)) throw new RangeError(`"${word}" is not the word of a channel`);
  return `rt:{p${partitionOf(`${owner}:${word}`)}}:${owner}:${word}`;
}

/** The parts of a channel's name. @throws CURSOR_INVALID for what is none. */
export function parseChannel(channel: string): { owner: string; word: string } {
  const [, partition, owner = '', word = ''] = CHANNEL.exec(channel) ?? [];
  if (partition === undefined || Number(partition) !== partitionOf(`${owner}:${word}`)) throw RealtimeErrors.CURSOR_INVALID();
  return { owner, word };
}

/** FNV-1a, 32 bits: the same in every process and for ever, since names are kept in cursors. */
function partitionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}
