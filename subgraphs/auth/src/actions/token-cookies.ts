import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';
import { TRUST_MS } from '../domain/trusted-device.entity.js';

/** The cookies of a client that keeps its tokens there; the gateway lets these names through (TOKEN_COOKIES). */
const REFRESH_TOKEN = 'refresh_token';
const TRUSTED_DEVICE = 'trusted_device';

/** Hands a session's refresh token to the client. @returns what stands in the answer: nothing where a cookie has it. */
export function handRefreshToken({ cookies }: AuthContext, { expiresAt }: Session, refreshToken: string): string {
  if (!cookies || refreshToken === '') return refreshToken;
  const maxAge = Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1_000));
  cookies.set({ name: REFRESH_TOKEN, value: refreshToken, maxAge });
  return '';
}

/** The same for what a device is known by. */
export function handTrustedDevice({ cookies }: AuthContext, token: string | null): string | null {
  if (!cookies || token === null) return token;
  cookies.set({ name: TRUSTED_DEVICE, value: token, maxAge: TRUST_MS / 1_000 });
  return null;
}

/** A token as the client sent it, or as its cookie has it; null where neither does. */
export const presentedRefreshToken = ({ cookies }: AuthContext, sent: string | null | undefined): string | null =>
  sent || (cookies?.read(REFRESH_TOKEN) ?? null);

export const presentedDevice = ({ cookies }: AuthContext, sent: string | null | undefined): string | null =>
  sent || (cookies?.read(TRUSTED_DEVICE) ?? null);

/** The session is over, and its cookie with it; the device stays known. */
export const forgetRefreshToken = ({ cookies }: AuthContext): void => cookies?.clear(REFRESH_TOKEN);
