import { Secret, TOTP } from 'otpauth';

const PERIOD = 30;
/** Steps before and after the present one that are taken: clocks differ. */
const SKEW = 1;
const SECRET_BYTES = 20;

const totpOf = (secret: Secret, account: string, issuer: string) =>
  new TOTP({ issuer, label: account, algorithm: 'SHA1', digits: 6, period: PERIOD, secret });

export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What an authenticator app scans. */
export const totpUri = (secret: string, { account, issuer }: { account: string; issuer: string }): string =>
  totpOf(Secret.fromBase32(secret), account, issuer).toString();

/** The time step of a code; null where it is none of the present ones. */
export function totpStep(secret: string, code: string, now = Date.now()): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = totpOf(Secret.fromBase32(secret), '', '').validate({ token, timestamp: now, window: SKEW });
  return delta === null ? null : Math.floor(now / 1_000 / PERIOD) + delta;
}

/** The code of a moment, as an app shows it. */
export const totpCode = (secret: string, now = Date.now()): string =>
  totpOf(Secret.fromBase32(secret), '', '').generate({ timestamp: now });
