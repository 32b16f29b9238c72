import { createHash, createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { type Identity, identitySchema } from './actor.js';

/** The header that carries a signed identity between our own processes. A client's own is dropped at the gateway. */
export const IDENTITY_HEADER = 'x-innoerp-identity';

const ALGORITHM = 'HS256';
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

/** Signs an identity for one call of one subgraph, for half a minute. */
export function signIdentity(identity: Identity, { secret, audience, content }: IdentityTokenOptions): string {
  return jwt.sign({ identity, content: digest(content) }, keyOf(secret), {
    algorithm: ALGORITHM,
    audience,
    expiresIn: LIFETIME_SECONDS,
    jwtid: randomUUID(),
  });
}

/** Reads a signed identity; null where the token is missing, foreign, tampered with, expired, or was signed for another content. */
export function verifyIdentity(token: string | undefined, { secret, audience, content }: IdentityTokenOptions): VerifiedIdentity | null {
  if (!token) return null;
  try {
    const claims = jwt.verify(token, keyOf(secret), { algorithms: [ALGORITHM], audience }) as Record<string, unknown>;
    if (claims.content !== digest(content) || typeof claims.jti !== 'string') return null;
    return { identity: identitySchema.parse(claims.identity), callId: claims.jti };
  } catch {
    return null;
  }
}

const keys = new Map<string, KeyObject>();

/** jsonwebtoken takes a text for a key in PEM first, at every call, which costs more than the signature. A process has one secret. */
function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(Buffer.from(secret));
  keys.set(secret, key);
  return key;
}

const digest = (content: string): string => createHash('sha256').update(content).digest('base64url');
