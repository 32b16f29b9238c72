import type { Connection, PageArgs } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { type Session, SessionStatus } from '../domain/session.entity.js';
import { administersMembers, isSelf, seesEverybody } from '../domain/visibility.js';
import { isThePerson } from './is-the-person.js';

/** The stored status does not learn of the time that passes. */
const CONDITIONS: Readonly<Record<SessionStatus, string>> = {
  ACTIVE: "c.status = 'ACTIVE' and c.expires_at > now()",
  EXPIRED: "(c.status = 'EXPIRED' or (c.status = 'ACTIVE' and c.expires_at <= now()))",
  REVOKED: "c.status = 'REVOKED'",
};

export interface SessionsAsked extends PageArgs {
  /** Any of these; none asked for is all. */
  status: readonly SessionStatus[];
}

/**
 * A person's sessions, newest first: one's own wherever they were started, anybody's for platform staff, and for who looks after
 * the members of an organization those in it; so for whom an organization has vouched. Null for everybody else. Pages of many people are read together.
 */
export async function listSessionsOfUser(
  ctx: AuthContext,
  userId: string,
  { status, ...page }: SessionsAsked,
): Promise<Connection<Session> | null> {
  const { actor, loaders } = ctx;
  const seesAll = seesEverybody(actor) || (await isThePerson(ctx, userId));
  if (!seesAll && !isSelf(actor, userId) && !administersMembers(actor)) return null;
  const wanted = status.length > 0 ? status : Object.values(SessionStatus);
  const sql = `(${wanted.map((one) => `(${CONDITIONS[one]})`).join(' or ')})${seesAll ? '' : ' and c.organization_id = ?'}`;
  const where = { sql, params: seesAll ? [] : [actor.organizationId] };
  return loaders.sessionPages.load({ ...page, parentId: userId, query: { parentColumn: 'user_id', where } });
}
