import { randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Identity, identitySchema } from './actor.js';
import { HmacSha256 } from './hmac-sha256.js';

/** The header that carries a signed identity between our own processes. A client's own is dropped at the gateway. */
export const IDENTITY_HEADER = 'x-innoerp-identity';

export const LIFETIME_SECONDS = 30;

export interface IdentityTokenOptions {
  secret: string;
  /** Name of the subgraph that may accept the token. */
  audience: string;
  /** What the token goes with: the body to the letter, or where there is none the path. It is good for nothing else. */
  content: string;
}

export interface VerifiedIdentity {
  identity: Identity;
  /** Names this one call: whoever takes it must take it once. */
  callId: string;
}

/**
 * Signs an identity for one call of one subgraph, for half a minute: `<identity>.<expires>.<callId>.<audience>.<mac>`. The MAC
 * (HMAC-SHA256) is of all that stands before it, and of the content. Every fetch of every plan has one, so it is no JWT: that would
 * cost five times as much CPU.
 */
export function signIdentity(identity: Identity, { secret, audience, content }: IdentityTokenOptions): string {
  const claims = `${writtenDown(identity)}.${Math.floor(Date.now() / 1_000) + LIFETIME_SECONDS}.${nextCallId()}.${audience}`;
  return `${claims}.${macOf(claims, content, secret)}`;
}

/** Reads a signed identity; null where the token is missing, foreign, tampered with, expired, or was signed for another content. */
export function verifyIdentity(token: string | undefined, { secret, audience, content }: IdentityTokenOptions): VerifiedIdentity | null {
  const end = token?.lastIndexOf('.') ?? -1;
  if (!token || end < 0) return null;
  const claims = token.slice(0, end);
  const mac = Buffer.from(token.slice(end + 1));
  const expected = Buffer.from(macOf(claims, content, secret));
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null;
  const [identity = '', expires, callId, ...named] = claims.split('.');
  if (!callId || named.join('.') !== audience || !(Number(expires) > Date.now() / 1_000)) return null;
  const read = readIdentity(identity);
  return read && { identity: read, callId };
}

const PROCESS = randomBytes(12).toString('base64url');
let calls = 0;

/** Nobody has to be unable to guess it, since it is signed: it must never be the same twice. */
function nextCallId(): string {
  calls += 1;
  return `${PROCESS}${calls.toString(36)}`;
}

const macOf = (claims: string, content: string, secret: string): string => keyOf(secret).of(`${claims}\n${content}`);

/** The fetches of a request are all in one identity's name, and so are many requests one after the other. */
const REMEMBERED = 1_000;
const written = new WeakMap<Identity, string>();
const known = new LRUCache<string, Identity>({ max: REMEMBERED });

function writtenDown(identity: Identity): string {
  const text = written.get(identity) ?? Buffer.from(JSON.stringify(identity)).toString('base64url');
  written.set(identity, text);
  return text;
}

/** Whoever has the secret may still be of another version of ours. */
function readIdentity(text: string): Identity | null {
  const read = known.get(text);
  if (read) return read;
  const parsed = identitySchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success) return null;
  const identity = Object.freeze({ ...parsed.data, scopes: Object.freeze(parsed.data.scopes) as string[] });
  known.set(text, identity);
  return identity;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const keys = new Map<string, HmacSha256>();

/** A process has one secret. */
function keyOf(secret: string): HmacSha256 {
  const key = keys.get(secret) ?? new HmacSha256(secret);
  keys.set(secret, key);
  return key;
}
