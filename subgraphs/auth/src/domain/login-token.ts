import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { AuthErrors } from './auth.errors.js';
import type { AuthMethod } from './session.entity.js';

const LIFETIME = 300;
const ALGORITHM = 'HS256';
const AUDIENCE = 'login';

const Claims = z.object({
  sub: z.string(),
  iat: z.number(),
  device: z.string().nullish(),
  amr: z.array(z.enum(['pwd', 'otp', 'hwk', 'user', 'fed'])).default(['pwd']),
  trusted: z.boolean().default(false),
  trust: z.boolean().default(false),
  idp: z.string().nullish(),
});

/** Somebody who has proved who they are and who has not chosen an organization yet. */
export interface LoginTokenFacts {
  userId: string;
  deviceName: string | null;
  authMethods: readonly AuthMethod[];
  /** It came from a device that stands in for the second factor. */
  hasTrust: boolean;
  /** The device is to be trusted. */
  trustDevice: boolean;
  /** The platform's provider that said who they are. */
  providerId?: string | null;
}

/** A token that is good for one thing, choosing an organization, for five minutes. Its key signs nothing else. */
export function signLoginToken(key: Buffer, facts: LoginTokenFacts): { loginToken: string; expiresAt: Date } {
  const { userId, deviceName: device, authMethods: amr, hasTrust: trusted, trustDevice: trust, providerId: idp } = facts;
  const loginToken = jwt.sign({ device, amr, trusted, trust, ...(idp ? { idp } : {}) }, key, {
    algorithm: ALGORITHM,
    header: { alg: ALGORITHM, typ: 'login+jwt' },
    audience: AUDIENCE,
    subject: userId,
    expiresIn: LIFETIME,
  });
  return { loginToken, expiresAt: new Date(Date.now() + LIFETIME * 1_000) };
}

/** @returns the facts, and when the token was made. @throws AuthErrors.TOKEN_EXPIRED, AuthErrors.TOKEN_INVALID */
export function readLoginToken(key: Buffer, token: string): LoginTokenFacts & { issuedAt: Date } {
  try {
    const { sub, iat, device, amr, trusted, trust, idp } = Claims.parse(
      jwt.verify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE }),
    );
    return {
      issuedAt: new Date(iat * 1_000),
      userId: sub,
      deviceName: device ?? null,
      authMethods: amr,
      hasTrust: trusted,
      trustDevice: trust,
      providerId: idp ?? null,
    };
  } catch (cause) {
    const error = cause instanceof jwt.TokenExpiredError ? AuthErrors.TOKEN_EXPIRED() : AuthErrors.TOKEN_INVALID();
    throw error.at('loginToken').causedBy(cause);
  }
}
