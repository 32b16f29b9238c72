import { inTransaction, isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { type Session, SessionEndReason } from '../domain/session.entity.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { endSessions, type SessionsOf } from './end-sessions.js';

/**
 * Ends one of the viewer's own sessions, wherever it was started; one that is over already stays as it is.
 *
 * @throws CommonErrors.NOT_FOUND, and INVALID for the session of the request: that is what a logout is for; what checkFreshLogin throws:
 *   whoever has stolen a session does not end the owner's with it.
 */
export async function revokeSession(ctx: AuthContext, id: string): Promise<Session> {
  const current = await checkFreshLogin(ctx);
  if (id === current.id) throw CommonErrors.INVALID('This is the session you are in: log out').at('id');
  const session = isUuid(id) ? await ctx.loaders.sessionById.load(id) : null;
  if (session?.userId !== current.userId) throw CommonErrors.NOT_FOUND('Session').at('id');
  await endOwn(ctx, { id, userId: current.userId });
  ctx.loaders.sessionById.clear(id);
  return ctx.em.refresh(session) as Promise<Session>;
}

/** Ends all of the viewer's sessions but the one of the request. @returns how many there were. @throws what checkFreshLogin throws. */
export async function revokeOtherSessions(ctx: AuthContext): Promise<number> {
  const { id: exceptId, userId } = await checkFreshLogin(ctx);
  return endOwn(ctx, { userId, exceptId });
}

/** People end their own sessions wherever they were started; the row lock would keep them to the organization they are in. */
function endOwn(request: AuthContext, sessions: SessionsOf & { userId: string }): Promise<number> {
  const ctx = request.acrossOrganizations();
  return inTransaction(ctx.em, async () => {
    const ended = await endSessions(ctx, sessions, SessionEndReason.REVOKED_BY_USER);
    await ctx.em.flush();
    return ended;
  });
}
