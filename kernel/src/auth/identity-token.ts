import jwt from 'jsonwebtoken';
import { type Identity, identitySchema } from './actor.js';

/** The header that carries a signed identity between our own processes. A client's own is dropped at the gateway. */
export const IDENTITY_HEADER = 'x-innoerp-identity';

const ALGORITHM = 'HS256';
const LIFETIME_SECONDS = 30;

export interface IdentityTokenOptions {
  secret: string;
  /** Name of the subgraph that may accept the token. */
  audience: string;
}

/** Signs an identity for one subgraph, for half a minute. */
export function signIdentity(identity: Identity, { secret, audience }: IdentityTokenOptions): string {
  return jwt.sign({ identity }, secret, { algorithm: ALGORITHM, audience, expiresIn: LIFETIME_SECONDS });
}

/** Reads a signed identity; null where the token is missing, foreign, tampered with or expired. */
export function verifyIdentity(token: string | undefined, { secret, audience }: IdentityTokenOptions): Identity | null {
  if (!token) return null;
  try {
    const claims = jwt.verify(token, secret, { algorithms: [ALGORITHM], audience }) as { identity?: unknown };
    return identitySchema.parse(claims.identity);
  } catch {
    return null;
  }
}
