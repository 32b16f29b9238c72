import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import type { Session } from '../domain/session.entity.js';
import { isVouchedFor } from '../domain/vouched-for.js';
import { findOwnSession } from '../queries/find-current-session.js';

/**
 * Before a sensitive change: the person must have proved who they are not long ago, in this very session.
 *
 * @throws AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.FORBIDDEN for programs; what personalSession throws.
 */
export async function checkFreshLogin(ctx: AuthContext): Promise<Session> {
  if (ctx.actor.isAuthenticated && ctx.actor.kind !== 'user') throw CommonErrors.FORBIDDEN();
  const session = await personalSession(ctx);
  if (Date.now() - session.authenticatedAt.getTime() > ctx.services.freshFor * 1_000) throw AuthErrors.REAUTHENTICATION_REQUIRED();
  return session;
}

/**
 * The session of the request, for what only the person decides: how they get in, where they are, and who else gets into an organization.
 * This is the one place that says who is not the person, whatever the session says: staff that acts as them, and a login that rests on
 * the word of an organization's provider alone. Who runs that provider is anybody of the organization's, must come by nobody's account,
 * and may have heard of the person's last proof long ago.
 *
 * @throws CommonErrors.UNAUTHENTICATED, FORBIDDEN; AuthErrors.OWN_LOGIN_REQUIRED
 */
export async function personalSession(ctx: AuthContext): Promise<Session> {
  const session = await findOwnSession(ctx);
  if (session.impersonatorId) throw CommonErrors.FORBIDDEN();
  if (isVouchedFor(session)) throw AuthErrors.OWN_LOGIN_REQUIRED();
  return session;
}
