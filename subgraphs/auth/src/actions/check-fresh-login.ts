import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import type { Session } from '../domain/session.entity.js';
import { findOwnSession } from '../queries/find-current-session.js';

/**
 * Before a sensitive change: the person must have proved who they are not long ago, in this very session.
 *
 * @throws AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.FORBIDDEN for programs and for who acts as somebody else, UNAUTHENTICATED
 */
export async function checkFreshLogin(ctx: AuthContext): Promise<Session> {
  if (ctx.actor.isAuthenticated && ctx.actor.kind !== 'user') throw CommonErrors.FORBIDDEN();
  const session = await findOwnSession(ctx);
  if (session.impersonatorId) throw CommonErrors.FORBIDDEN();
  if (Date.now() - session.authenticatedAt.getTime() > ctx.services.freshFor * 1_000) throw AuthErrors.REAUTHENTICATION_REQUIRED();
  return session;
}
