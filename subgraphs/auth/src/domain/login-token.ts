import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { AuthErrors } from './auth.errors.js';

const LIFETIME = 300;
const ALGORITHM = 'HS256';
const AUDIENCE = 'login';

const Claims = z.object({ sub: z.string(), device: z.string().nullish() });

/** Somebody whose password was right and who has not chosen an organization yet. */
export interface LoginTokenFacts {
  userId: string;
  deviceName: string | null;
}

/** A token that is good for one thing, choosing an organization, for five minutes. Its key signs nothing else. */
export function signLoginToken(key: Buffer, { userId, deviceName }: LoginTokenFacts): { loginToken: string; expiresAt: Date } {
  const loginToken = jwt.sign({ device: deviceName }, key, {
    algorithm: ALGORITHM,
    header: { alg: ALGORITHM, typ: 'login+jwt' },
    audience: AUDIENCE,
    subject: userId,
    expiresIn: LIFETIME,
  });
  return { loginToken, expiresAt: new Date(Date.now() + LIFETIME * 1_000) };
}

/** @throws AuthErrors.TOKEN_EXPIRED, AuthErrors.TOKEN_INVALID */
export function readLoginToken(key: Buffer, token: string): LoginTokenFacts {
  try {
    const { sub, device } = Claims.parse(jwt.verify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE }));
    return { userId: sub, deviceName: device ?? null };
  } catch (cause) {
    const error = cause instanceof jwt.TokenExpiredError ? AuthErrors.TOKEN_EXPIRED() : AuthErrors.TOKEN_INVALID();
    throw error.at('loginToken').causedBy(cause);
  }
}
