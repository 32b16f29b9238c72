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
  scopes: readonly string[];
}

/** Signs a short-lived access token (RFC 9068): who, in which session and organization, and what they may do there. */
export function signAccessToken(signer: Signer, { issuer, audience, lifetime }: AccessTokenSettings, facts: AccessTokenFacts): string {
  const { userId, sessionId, organizationId, scopes } = facts;
  return jwt.sign({ sid: sessionId, scope: scopes.join(' '), ...(organizationId ? { org: organizationId } : {}) }, signer.privateKey, {
    algorithm: 'ES256',
    header: { alg: 'ES256', typ: 'at+jwt', kid: signer.kid },
    issuer,
    audience,
    subject: userId,
    expiresIn: lifetime,
    jwtid: randomUUID(),
  });
}
