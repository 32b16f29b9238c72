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
  const id = (await findCurrentSession(ctx))?.id ?? (refreshToken && ctx.services.refreshTokens.sessionOf(refreshToken));
  if (!id) throw AuthErrors.TOKEN_INVALID().at('refreshToken');

  await inTransaction(ctx.em, async () => {
    await endSessions(ctx, { id }, SessionEndReason.LOGOUT);
    await ctx.em.flush();
  });
}
