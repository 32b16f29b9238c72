import { randomInt, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Signer } from './signing-keys.js';

export interface AccessTokenSettings {
  issuer: string;
  audience: string;
  /** Longest life in seconds. */
  lifetime: number;
}

export interface AccessTokenFacts {
  userId: string;
  sessionId: string;
  organizationId: string | null;
  /** What the person is to the organization; null where that is not known, and for platform staff. */
  kind: string | null;
  scopes: readonly string[];
  /** How and when they proved who they are. */
  authMethods: readonly string[];
  aal: number;
  authenticatedAt: Date;
  /** Who really is behind it, and whether they may only look; null for the person. */
  impersonation: { impersonatorId: string; isReadOnly: boolean } | null;
  /** It rests on the word of the organization's provider. */
  isVouchedFor: boolean;
}

/** Of a token's life up to this share is taken away by chance, so that clients that began together do not refresh together. */
const JITTER = 0.05;

/** Seconds that an access token is to live: never longer than it is allowed to, nor than its session by itself. */
export function lifetimeOf(
  { lifetime }: Pick<AccessTokenSettings, 'lifetime'>,
  session: { idleSeconds: number; endsAt: Date; impersonatorId: string | null },
): number {
  // There is no refresh of it, so it lives as long as its session.
  if (session.impersonatorId) return session.idleSeconds;
  const left = Math.floor((session.endsAt.getTime() - Date.now()) / 1_000);
  const jittered = lifetime - randomInt(Math.floor(lifetime * JITTER) + 1);
  return Math.max(1, Math.min(jittered, session.idleSeconds, left));
}

/**
 * Signs a short-lived access token (RFC 9068): who, in which session and organization, what they are and may do there, and how
 * they proved it (`amr`, `acr` = `aal1` or `aal2`, `auth_time`). Of a token in somebody else's hands `act` says whose (RFC 8693), and
 * `ro` whether they may only look; `vouched` says that the organization's provider alone has said who it is.
 */
export function signAccessToken(signer: Signer, { issuer, audience, lifetime }: AccessTokenSettings, facts: AccessTokenFacts): string {
  const { userId, sessionId, organizationId, kind, scopes, authMethods, aal, authenticatedAt, impersonation, isVouchedFor } = facts;
  const claims = {
    sid: sessionId,
    scope: scopes.join(' '),
    amr: authMethods,
    acr: `aal${aal}`,
    auth_time: Math.floor(authenticatedAt.getTime() / 1_000),
    ...(organizationId ? { org: organizationId } : {}),
    ...(kind ? { kind } : {}),
    ...(impersonation ? { act: { sub: impersonation.impersonatorId }, ro: impersonation.isReadOnly } : {}),
    ...(isVouchedFor ? { vouched: true } : {}),
  };
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
