import { type Random, seeded } from './random.js';

/**
 * Every text of an organization's data holds a mark: `zq`, the organization's letter (a to e), nine letters or digits. Where one of B's turns
 * up in an answer to A, something has leaked.
 */
const MARK = /zq[a-e][0-9a-z]{9}|ZQ[A-E][0-9A-Z]{9}/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const DIGEST = /\b[0-9a-f]{64}\b/gi;

export const newMark = (side: string, random: Random): string => `zq${side}${random.text(9)}`;

export const marksIn = (text: string): string[] => text.match(MARK) ?? [];
export const uuidsIn = (text: string): string[] => text.match(UUID) ?? [];

/** All that tells one value from another of its form. */
export const tellingParts = (text: string): string[] => [...marksIn(text), ...uuidsIn(text), ...(text.match(DIGEST) ?? [])];

/** A UUID of version 7: those that are made later sort later. */
export function uuidAt(time: number, random: Random): string {
  const stamp = time.toString(16).padStart(12, '0');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`;
}

/**
 * A value of the same form that is nobody's, always the same one for a value: as long, as well formed, and at the same place in an
 * order by time. @throws for a text in which there is nothing to change.
 */
export function absentTwin(value: string): string {
  const twin = twinOf(value);
  if (twin === null) throw new Error(`There is no absent value of the form of ${JSON.stringify(value)}`);
  return twin;
}

/** Whether there is something in a value that tells it from others of its form. */
export const hasTwin = (value: string): boolean => twinOf(value) !== null;

function twinOf(value: string): string | null {
  const random = seeded('absent', value);
  const plain = replaceParts(value);
  return plain !== value ? plain : (twinOfToken(value, random) ?? twinOfEncoded(value, random) ?? twinOfAddress(value, random));
}

/** Keeps what sorts (a UUID's time) and what is form; the letter of a mark as well. A part has the same twin wherever it stands. */
const replaceParts = (text: string): string =>
  text
    .replace(UUID, (uuid) => inCaseOf(uuid, uuid.slice(0, -12) + chanceOf(uuid).hex(12)))
    .replace(MARK, (mark) => inCaseOf(mark, mark.slice(0, 3) + chanceOf(mark).text(9)))
    .replace(DIGEST, (digest) => inCaseOf(digest, chanceOf(digest).hex(digest.length)));

const chanceOf = (part: string): Random => seeded('absent', part.toLowerCase());

const inCaseOf = (example: string, text: string): string => (example === example.toUpperCase() ? text.toUpperCase() : text);

/** A token that names others and that nobody signed. */
function twinOfToken(value: string, random: Random): string | null {
  const [, head, claims, signature] = /^(ey[\w-]+)\.(ey[\w-]+)\.([\w-]+)$/.exec(value) ?? [];
  if (!head || !claims || !signature) return null;
  const changed = replaceParts(Buffer.from(claims, 'base64url').toString());
  return [head, Buffer.from(changed).toString('base64url'), randomBase64(signature.length, random)].join('.');
}

/** A cursor, which is an encoded text; and a sealed token, which is encoded bytes. */
function twinOfEncoded(value: string, random: Random): string | null {
  if (!/^[\w-]{20,}={0,2}$/.test(value)) return null;
  const decoded = Buffer.from(value, 'base64url').toString();
  if (!isPlain(decoded)) return randomBase64(value.length, random);
  const changed = replaceParts(decoded);
  return changed === decoded ? null : Buffer.from(changed).toString('base64url');
}

const isPlain = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

const randomBase64 = (length: number, random: Random): string =>
  Buffer.from(random.hex(length * 2), 'hex')
    .toString('base64url')
    .slice(0, length);

function twinOfAddress(value: string, random: Random): string | null {
  const [, network, last] = /^(\d+\.\d+\.\d+)\.(\d{1,3})$/.exec(value) ?? [];
  return network ? `${network}.${(Number(last) + 1 + random.below(50)) % 250}` : null;
}

/** The texts that an encoded text holds: cursors and tokens are looked into as well. */
export function textsWithin(text: string): string[] {
  if (!/^[\w-]+=*(\.[\w-]+)*$/.test(text) || text.length < 16) return [text];
  return [text, ...text.split('.').map((part) => Buffer.from(part, 'base64url').toString())];
}
