import { trustedDeviceAdded } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { hashOneTimeToken, newOneTimeToken } from '../domain/one-time-token.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { assuranceOf, type Session } from '../domain/session.entity.js';
import { TRUST_MS, TrustedDevice } from '../domain/trusted-device.entity.js';
import { mail } from './mail.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface KnownDevice {
  id: string;
  hasSecondFactor: boolean;
}

/** The device that a token names, if it is the person's and still trusted; its time begins anew. One statement, for nobody, too. */
export async function findTrustedDevice({ em }: AuthContext, userId: string | null, token: string): Promise<KnownDevice | null> {
  const [row] = await em.execute<{ id: string; has_second_factor: boolean }[]>(
    `update trusted_device set last_used_at = now(), expires_at = now() + make_interval(secs => ?)
     where token_hash = ? and user_id = ? and expires_at > now() returning id, has_second_factor`,
    [TRUST_MS / 1_000, hashOneTimeToken(token), userId ?? NOBODY],
  );
  return row ? { id: row.id, hasSecondFactor: row.has_second_factor } : null;
}

/**
 * Trusts the device that somebody has just come in with, and tells them; the caller flushes.
 *
 * @returns the token that it is known by.
 */
export function trustDevice(ctx: AuthContext, { userId, organizationId, deviceName, ipAddress, userAgent, authMethods }: Session): string {
  const token = newOneTimeToken();
  const hasSecondFactor = assuranceOf(authMethods) > 1;
  const device = new TrustedDevice({ userId, token, name: deviceName, userAgent, hasSecondFactor });
  ctx.em.persist(device);
  const facts = { userId, deviceId: device.id, hasSecondFactor };
  ctx.events.raise(trustedDeviceAdded, facts, { actor: { kind: 'user', id: userId } });
  mail(ctx, MailKind.DEVICE_TRUSTED, { userId, organizationId, deviceName, ipAddress, userAgent, at: new Date().toISOString() });
  return token;
}
