import { inTransaction } from '@supergraph/kernel/db';
import { DomainError } from '@supergraph/kernel/errors';
import { sessionReuseDetected } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import { Session, SessionEndReason, SessionStatus } from '../domain/session.entity.js';
import { type Claims, findClaims } from '../queries/find-claims.js';
import { endSessions } from './end-sessions.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';

/**
 * Exchanges a refresh token for the next one and a fresh access token. A token that was exchanged moments ago (a second
 * tab, an answer that got lost) yields the same successor again; one from longer ago is a stolen copy or its victim,
 * and ends the session.
 *
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REUSED, SESSION_REVOKED, ORGANIZATION_SUSPENDED
 */
export async function refreshTokens(request: AuthContext, presented: string): Promise<IssuedTokens> {
  // The token says which session, and only that says whose: the access token that would have said so has run out.
  const ctx = request.acrossOrganizations();
  const { refreshTokens: tokens, signingKeys } = ctx.services;
  const sessionId = tokens.sessionOf(presented);
  if (!sessionId) throw AuthErrors.TOKEN_INVALID().at('refreshToken');
  const signer = await signingKeys.signer();
  const session = await rotate(ctx, sessionId, presented);
  if (!session) throw (await explain(ctx, sessionId)).at('refreshToken');

  const claims = await claimsOf(ctx, session);
  const refreshToken = tokens.next(sessionId, presented, session.rotationNonce as string);
  return issueTokens(ctx, session, { signer, claims, refreshToken });
}

/**
 * Decides in one statement, so that of any number of requests with one token a single one rotates. Those that waited for
 * it see the row as it left it: to them the token is the previous one, and they are given the winner's nonce.
 */
async function rotate(ctx: AuthContext, id: string, presented: string): Promise<Session | null> {
  const { refreshTokens: tokens, sessions } = ctx.services;
  const nonce = tokens.newNonce();
  const successor = tokens.next(id, presented, nonce);
  const [row] = await ctx.em.execute<Record<string, unknown>[]>(
    `update session s set
       refresh_token_hash = case when s.refresh_token_hash = t.presented then t.successor else s.refresh_token_hash end,
       previous_refresh_token_hash = case when s.refresh_token_hash = t.presented then t.presented else s.previous_refresh_token_hash end,
       rotation_nonce = case when s.refresh_token_hash = t.presented then t.nonce else s.rotation_nonce end,
       rotated_at = case when s.refresh_token_hash = t.presented then now() else s.rotated_at end,
       expires_at = case when s.refresh_token_hash = t.presented then now() + make_interval(secs => ?) else s.expires_at end,
       last_used_at = now(), updated_at = now(), revision = s.revision + 1
     from (select ?::text as presented, ?::text as successor, ?::text as nonce) t
     where s.id = ? and s.status = 'ACTIVE' and s.expires_at > now() and (s.refresh_token_hash = t.presented
       or (s.previous_refresh_token_hash = t.presented and s.rotated_at > now() - make_interval(secs => ?)))
     returning s.*`,
    [sessions.lifetime, hashRefreshToken(presented), hashRefreshToken(successor), nonce, id, sessions.grace],
  );
  return row ? ctx.em.map(Session, row) : null;
}

/** Why a genuine token was not taken. Reuse is settled here: the session ends, once, before anybody is told. */
async function explain(ctx: AuthContext, id: string): Promise<DomainError> {
  const session = await ctx.em.findOne(Session, { id });
  const status = session?.statusAt(new Date());
  if (!session || !status) return AuthErrors.TOKEN_INVALID();
  if (status === SessionStatus.EXPIRED) return AuthErrors.TOKEN_EXPIRED();
  if (status === SessionStatus.REVOKED) return AuthErrors.SESSION_REVOKED();
  const { userId, organizationId } = session;
  await inTransaction(ctx.em, async () => {
    const ended = await endSessions(ctx, { id }, SessionEndReason.TOKEN_REUSE);
    if (ended > 0) ctx.events.raise(sessionReuseDetected, { sessionId: id, userId, organizationId });
    await ctx.em.flush();
  });
  return AuthErrors.TOKEN_REUSED();
}

/** What ends a session at its next refresh, should the event that ends it not have come yet. */
const FATAL: Readonly<Record<string, SessionEndReason>> = {
  INVALID_CREDENTIALS: SessionEndReason.USER_DISABLED,
  NOT_A_MEMBER: SessionEndReason.MEMBERSHIP_REMOVED,
  ORGANIZATION_SUSPENDED: SessionEndReason.ORGANIZATION_SUSPENDED,
};

/** A session outlives neither the account, nor the membership, nor the organization's service that it was started in. */
async function claimsOf(ctx: AuthContext, session: Session): Promise<Claims> {
  try {
    return await findClaims(ctx, session);
  } catch (error) {
    const reason = error instanceof DomainError ? FATAL[error.code] : undefined;
    if (!reason) throw error;
    await inTransaction(ctx.em, async () => {
      await endSessions(ctx, { id: session.id }, reason);
      await ctx.em.flush();
    });
    throw reason === SessionEndReason.ORGANIZATION_SUSPENDED ? error : AuthErrors.SESSION_REVOKED().causedBy(error);
  }
}
