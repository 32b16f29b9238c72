import { isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Session, SessionStatus } from '../domain/session.entity.js';

/** The session that the request's access token belongs to; null where the caller is no person or the session is not theirs. */
export async function findCurrentSession({ em, actor }: AuthContext): Promise<Session | null> {
  const { kind, sessionId, subject } = actor;
  if (kind !== 'user' || !isUuid(sessionId) || !isUuid(subject)) return null;
  return em.findOne(Session, { id: sessionId as string, userId: subject as string });
}

/** The same, for what only a person does who is logged in. @throws CommonErrors.UNAUTHENTICATED */
export async function findOwnSession(ctx: AuthContext): Promise<Session> {
  const session = await findCurrentSession(ctx);
  if (session?.statusAt(new Date()) !== SessionStatus.ACTIVE) throw CommonErrors.UNAUTHENTICATED();
  return session;
}
