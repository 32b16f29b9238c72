import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { sessionStarted } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import type { PolicyRules } from '../domain/security-policy.entity.js';
import { type AuthMethod, Session } from '../domain/session.entity.js';
import { findClaims, type Seat } from '../queries/find-claims.js';
import { findPolicy } from '../queries/find-policy.js';
import { holdProvider } from './hold-provider.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';
import { mail } from './mail.js';
import { handTrustedDevice } from './token-cookies.js';
import { trustDevice } from './trusted-devices.js';

/** How somebody came in. */
export interface Entrance {
  deviceName: string | null;
  authMethods: readonly AuthMethod[];
  /** From a device that stands in for the second factor. */
  hasTrust?: boolean;
  /** The device is to be trusted from now on. */
  trustDevice?: boolean;
  /** Who said who they are, where it was somebody else. */
  providerId?: string | null;
  /** When they proved it; now, unless it was in another session. */
  authenticatedAt?: Date;
}

/**
 * Logs somebody in who has proved who they are. From a device that they never came from before, they are told by mail.
 *
 * @throws what findClaims throws; AuthErrors.PASSWORD_EXPIRED where the organization wants a newer one.
 */
export async function startSession(ctx: AuthContext, seat: Seat, entrance: Entrance): Promise<IssuedTokens> {
  const { services, client } = ctx;
  const signer = await services.signingKeys.signer();
  return inTransaction(ctx.em, async () => {
    // The lock makes a suspension that happens now either see this session and end it, or be seen here.
    const claims = await findClaims(ctx, seat, LockMode.PESSIMISTIC_READ);
    await holdProvider(ctx, seat, entrance);
    const policy = await findPolicy(ctx, seat.organizationId);
    if (entrance.authMethods.includes('pwd')) await checkAge(ctx, seat, policy);
    const session = new Session({
      ...seat,
      ...entrance,
      ...lifetimesOf(policy, entrance),
      ipAddress: client.ip,
      userAgent: client.userAgent,
    });
    const refreshToken = services.refreshTokens.first(session.id);
    session.refreshTokenHash = hashRefreshToken(refreshToken);
    await tellOfNewDevice(ctx, session);
    ctx.em.persist(session);
    ctx.events.raise(sessionStarted, { sessionId: session.id, ...seat }, { actor: { kind: 'user', id: seat.userId } });

    const trustedDeviceToken = handTrustedDevice(ctx, entrance.trustDevice ? trustDevice(ctx, session) : null);
    await ctx.em.flush();
    return { ...issueTokens(ctx, session, { signer, claims, refreshToken }), trustedDeviceToken };
  });
}

/** The longest life counts from the proof: going from one organization to another prolongs nothing. */
const lifetimesOf = ({ sessionIdleMinutes, sessionMaxHours }: PolicyRules, { authenticatedAt = new Date() }: Entrance) => ({
  authenticatedAt,
  idleSeconds: sessionIdleMinutes * 60,
  endsAt: new Date(authenticatedAt.getTime() + sessionMaxHours * 3_600_000),
});

async function checkAge({ em }: AuthContext, { userId: id }: Seat, { passwordMaxAgeDays: days }: PolicyRules): Promise<void> {
  if (days === null) return;
  const account = await em.findOne(Account, { id });
  const age = Date.now() - (account?.passwordChangedAt.getTime() ?? 0);
  if (age > days * 86_400_000) throw AuthErrors.PASSWORD_EXPIRED();
}

/** Of whoever has been here before, and never with this client. */
async function tellOfNewDevice(ctx: AuthContext, { userId, organizationId, deviceName, ipAddress, userAgent }: Session): Promise<void> {
  const [seen] = await ctx.em.execute<{ is_known: boolean; was_here: boolean }[]>(
    `select exists (select from session where user_id = ? and user_agent is not distinct from ?) as is_known,
       exists (select from session where user_id = ?) as was_here`,
    [userId, userAgent, userId],
  );
  if (!seen?.was_here || seen.is_known) return;
  mail(ctx, MailKind.NEW_DEVICE, { userId, organizationId, deviceName, ipAddress, userAgent, at: new Date().toISOString() });
}
