import { inTransaction } from '@supergraph/kernel/db';
import { DomainError } from '@supergraph/kernel/errors';
import { sessionReuseDetected } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { generationOf, hashRefreshToken } from '../domain/refresh-token.js';
import { Session, SessionEndReason, SessionStatus } from '../domain/session.entity.js';
import { type Claims, findClaims } from '../queries/find-claims.js';
import { endSessions } from './end-sessions.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';
import { throttle } from './throttle.js';
import { presentedRefreshToken } from './token-cookies.js';

const LONGEST_LIFE = 'The session has reached the end of its longest life';

/**
 * Exchanges a refresh token for the next one and a fresh access token. A token that was exchanged moments ago (a second
 * tab, an answer that got lost) yields the same successor again; one from longer ago is a stolen copy or its victim,
 * and ends the session.
 *
 * @param sent null where a cookie has it.
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REUSED, SESSION_REVOKED, ORGANIZATION_SUSPENDED
 */
export async function refreshTokens(request: AuthContext, sent: string | null): Promise<IssuedTokens> {
  // The token says which session, and only that says whose: the access token that would have said so has run out.
  const ctx = request.acrossOrganizations();
  const { refreshTokens: tokens, signingKeys } = ctx.services;
  const presented = presentedRefreshToken(ctx, sent);
  const sessionId = presented && tokens.sessionOf(presented);
  if (!sessionId) throw AuthErrors.TOKEN_INVALID().at('refreshToken');
  await throttle(ctx, { what: 'tokenRefresh', source: ctx.services.openCalls });
  const signer = await signingKeys.signer();
  const session = await rotate(ctx, sessionId, presented);
  if (!session) throw (await explain(ctx, sessionId, presented)).at('refreshToken');

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
       generation = case when s.refresh_token_hash = t.presented then t.generation else s.generation end,
       expires_at = case when s.refresh_token_hash = t.presented then least(now() + make_interval(secs => s.idle_seconds), s.ends_at)
         else s.expires_at end,
       last_used_at = now(), updated_at = now(), revision = s.revision + 1
     from (select ?::text as presented, ?::text as successor, ?::text as nonce, ?::int as generation) t
     where s.id = ? and s.impersonator_id is null and s.status = 'ACTIVE' and s.expires_at > now() and (s.refresh_token_hash = t.presented
       or (s.previous_refresh_token_hash = t.presented and s.rotated_at > now() - make_interval(secs => ?)))
     returning s.*`,
    [hashRefreshToken(presented), hashRefreshToken(successor), nonce, generationOf(successor), id, sessions.grace],
  );
  return row ? ctx.em.map(Session, row) : null;
}

/** Why a genuine token was not taken. Reuse is settled here: the session ends, once, before anybody is told. */
async function explain(ctx: AuthContext, id: string, presented: string): Promise<DomainError> {
  const session = await ctx.em.findOne(Session, { id });
  const status = session?.statusAt(new Date());
  if (!session || !status) return AuthErrors.TOKEN_INVALID();
  if (status === SessionStatus.EXPIRED) {
    return session.endReasonAt(new Date()) === SessionEndReason.MAX_LIFETIME
      ? AuthErrors.TOKEN_EXPIRED(LONGEST_LIFE)
      : AuthErrors.TOKEN_EXPIRED();
  }
  if (status === SessionStatus.REVOKED) return AuthErrors.SESSION_REVOKED();
  const { userId, organizationId } = session;
  await inTransaction(ctx.em, async () => {
    const ended = await endSessions(ctx, { id }, SessionEndReason.TOKEN_REUSE);
    const subtype = reuseOf(session, presented);
    if (ended > 0) ctx.events.raise(sessionReuseDetected, { sessionId: id, userId, organizationId, subtype });
    await ctx.em.flush();
  });
  return AuthErrors.TOKEN_REUSED();
}

/**
 * Where in the session's line a token stands that comes too late: the one right before the current, after its grace; one of the
 * line that is older; or one beside the line, which a rotation made that the database no longer knows of.
 */
function reuseOf(session: Session, presented: string): 'RECENT_PREV' | 'STALE_LINEAGE' | 'ORPHANED_BRANCH' {
  if (hashRefreshToken(presented) === session.previousRefreshTokenHash) return 'RECENT_PREV';
  return generationOf(presented) < session.generation - 1 ? 'STALE_LINEAGE' : 'ORPHANED_BRANCH';
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
