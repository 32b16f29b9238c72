import { LockMode } from '@mikro-orm/core';
import { inTransaction, isUuid } from '@supergraph/kernel/db';
import { CommonErrors, DomainError, parseInput } from '@supergraph/kernel/errors';
import { impersonationEnded, impersonationStarted } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { borrowedScopes, type ImpersonationValues, impersonationInput } from '../domain/impersonation.js';
import { newOneTimeToken } from '../domain/one-time-token.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { Session, SessionEndReason } from '../domain/session.entity.js';
import { type Claims, findClaims, type Seat } from '../queries/find-claims.js';
import { findCurrentSession } from '../queries/find-current-session.js';
import { findPolicy } from '../queries/find-policy.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { endSessions } from './end-sessions.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';
import { tellOwners } from './tell-organization.js';

/** Changing in somebody's name takes more than looking. */
const ELEVATED = 'platform:impersonate:write';

/**
 * Lets platform staff act as a member of an organization: for a reason, for an hour at most, and without a refresh token. The token says
 * who it really is (`act`); it reads only, unless more was asked for, and never does what only the person may. Owners of the
 * organization are told by mail.
 *
 * @throws InvalidInputError; AuthErrors.IMPERSONATION_NOT_ALLOWED, IMPERSONATION_TARGET_IS_ADMIN, REAUTHENTICATION_REQUIRED, and what
 *   findClaims throws; CommonErrors.FORBIDDEN, NOT_FOUND
 */
export async function startImpersonation(ctx: AuthContext, values: ImpersonationValues): Promise<IssuedTokens> {
  const { userId, organizationId, reason, durationMinutes, readOnly } = parseInput(impersonationInput, values);
  const { userId: impersonatorId } = await checkFreshLogin(ctx);
  if (!readOnly && !ctx.actor.can(ELEVATED)) throw CommonErrors.FORBIDDEN().at('input', 'readOnly');
  await checkTarget(ctx, { userId, organizationId });
  const signer = await ctx.services.signingKeys.signer();
  return inTransaction(ctx.em, async () => {
    await holdOpen(ctx, impersonatorId);
    const claims = await findClaims(ctx, { userId, organizationId }, LockMode.PESSIMISTIC_READ);
    const idleSeconds = durationMinutes * 60;
    const endsAt = new Date(Date.now() + idleSeconds * 1_000);
    const { ip: ipAddress, userAgent } = ctx.client;
    const session = new Session({ userId, organizationId, idleSeconds, endsAt, ipAddress, userAgent, authMethods: [] });
    // Nobody is ever told what this is the hash of.
    session.refreshTokenHash = newOneTimeToken();
    session.impersonate({ impersonatorId, reason, readOnly });
    ctx.em.persist(session);
    const facts = { sessionId: session.id, userId, organizationId, impersonatorId };
    ctx.events.raise(impersonationStarted, { ...facts, reason, readOnly, until: endsAt.toISOString() });
    await tellOwners(ctx, organizationId, MailKind.IMPERSONATED, { reason });
    await ctx.em.flush();
    return issueTokens(ctx, session, { signer, claims: borrowed(claims, readOnly), refreshToken: '' });
  });
}

/** Who is disabled at this moment starts nothing more: that waits for this to be seen, or is seen here. */
async function holdOpen({ em }: AuthContext, id: string): Promise<void> {
  const options = { lockMode: LockMode.PESSIMISTIC_READ, refresh: true } as const;
  if (!(await em.findOne(Account, { id, status: AccountStatus.ACTIVE }, options))) throw CommonErrors.FORBIDDEN();
}

const borrowed = (claims: Claims, readOnly: boolean): Claims => ({ ...claims, scopes: borrowedScopes(claims.scopes, readOnly) });

async function checkTarget(ctx: AuthContext, { userId, organizationId }: Seat & { organizationId: string }): Promise<void> {
  const account = isUuid(userId) ? await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE }) : null;
  if (!account) throw CommonErrors.NOT_FOUND('Person').at('input', 'userId');
  if (account.isPlatformStaff) throw AuthErrors.IMPERSONATION_TARGET_IS_ADMIN().at('input', 'userId');
  await findClaims(ctx, { userId, organizationId }).catch((error) => {
    throw error instanceof DomainError ? error.at('input', 'organizationId') : error;
  });
  const { allowImpersonation } = await findPolicy(ctx, organizationId);
  if (!allowImpersonation) throw AuthErrors.IMPERSONATION_NOT_ALLOWED().at('input', 'organizationId');
}

/**
 * Ends acting as somebody else, by the token of it. Whoever did it goes on with their own session, which never ended.
 *
 * @throws CommonErrors.INVALID where nobody acts as somebody else.
 */
export async function stopImpersonation(ctx: AuthContext): Promise<void> {
  const session = await findCurrentSession(ctx);
  const { impersonatorId, organizationId } = session ?? {};
  if (!session || !impersonatorId || !organizationId) throw CommonErrors.INVALID('You are yourself already');
  const { id: sessionId, userId } = session;
  await inTransaction(ctx.em, async () => {
    const ended = await endSessions(ctx, { id: sessionId }, SessionEndReason.LOGOUT);
    if (ended > 0) ctx.events.raise(impersonationEnded, { sessionId, userId, organizationId, impersonatorId });
    await ctx.em.flush();
  });
}
