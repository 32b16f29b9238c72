import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Signer } from './signing-keys.js';

export interface AccessTokenSettings {
  issuer: string;
  audience: string;
  /** Life in seconds. */
  lifetime: number;
}

export interface AccessTokenFacts {
  userId: string;
  sessionId: string;
  organizationId: string | null;
  /** What the person is to the organization; null where that is not known, and for platform staff. */
  kind: string | null;
  scopes: readonly string[];
}

/** Signs a short-lived access token (RFC 9068): who, in which session and organization, what they are and may do there. */
export function signAccessToken(signer: Signer, { issuer, audience, lifetime }: AccessTokenSettings, facts: AccessTokenFacts): string {
  const { userId, sessionId, organizationId, kind, scopes } = facts;
  const claims = { sid: sessionId, scope: scopes.join(' '), ...(organizationId ? { org: organizationId } : {}), ...(kind ? { kind } : {}) };
  return jwt.sign(claims, signer.privateKey, {
    algorithm: 'ES256',
    header: { alg: 'ES256', typ: 'at+jwt', kid: signer.kid },
    issuer,
    audience,
    subject: userId,
    expiresIn: lifetime,
    jwtid: randomUUID(),
  });
}
