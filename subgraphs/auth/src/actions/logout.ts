import { inTransaction } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { findCurrentSession } from '../queries/find-current-session.js';
import { endSessions } from './end-sessions.js';
import { throttle } from './throttle.js';
import { forgetRefreshToken, presentedRefreshToken } from './token-cookies.js';

/**
 * Ends the session that the request was made in, or else the one of the refresh token; of a client that keeps its refresh token in a
 * cookie both, since the cookie goes. Doing it again is fine.
 *
 * @throws AuthErrors.TOKEN_INVALID where neither names a session; CommonErrors.RATE_LIMITED
 */
export async function logout(ctx: AuthContext, sent: string | null): Promise<void> {
  const current = await findCurrentSession(ctx);
  const refreshToken = presentedRefreshToken(ctx, sent);
  const named = refreshToken && ctx.services.refreshTokens.sessionOf(refreshToken);
  if (!current && !named) throw AuthErrors.TOKEN_INVALID().at('refreshToken');
  if (current) await end(ctx, current.id);
  // The token says which session, and only that says whose: the caller is in no organization.
  if (named && named !== current?.id && (!current || ctx.cookies)) await endNamed(ctx.acrossOrganizations(), named);
  forgetRefreshToken(ctx);
}

async function endNamed(ctx: AuthContext, id: string): Promise<void> {
  await throttle(ctx, { what: 'logout', source: ctx.services.openCalls });
  await end(ctx, id);
}

function end(ctx: AuthContext, id: string): Promise<void> {
  return inTransaction(ctx.em, async () => {
    await endSessions(ctx, { id }, SessionEndReason.LOGOUT);
    await ctx.em.flush();
  });
}
