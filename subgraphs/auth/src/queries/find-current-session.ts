import { isUuid } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { Session } from '../domain/session.entity.js';

/** The session that the request's access token belongs to; null where the caller is no person or the session is not theirs. */
export async function findCurrentSession({ em, actor }: AuthContext): Promise<Session | null> {
  const { kind, sessionId, subject } = actor;
  if (kind !== 'user' || !isUuid(sessionId) || !isUuid(subject)) return null;
  return em.findOne(Session, { id: sessionId as string, userId: subject as string });
}
