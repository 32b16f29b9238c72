import { inTransaction } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { findCurrentSession } from '../queries/find-current-session.js';
import { endSessions } from './end-sessions.js';

/**
 * Ends the session that the request was made in, or else the one of the refresh token. Doing it again is fine.
 *
 * @throws AuthErrors.TOKEN_INVALID where neither names a session.
 */
export async function logout(ctx: AuthContext, refreshToken: string | null): Promise<void> {
  const current = await findCurrentSession(ctx);
  if (current) return end(ctx, current.id);
  const id = refreshToken && ctx.services.refreshTokens.sessionOf(refreshToken);
  if (!id) throw AuthErrors.TOKEN_INVALID().at('refreshToken');
  // The token says which session, and only that says whose: the caller is in no organization.
  return end(ctx.acrossOrganizations(), id);
}

function end(ctx: AuthContext, id: string): Promise<void> {
  return inTransaction(ctx.em, async () => {
    await endSessions(ctx, { id }, SessionEndReason.LOGOUT);
    await ctx.em.flush();
  });
}
