import { sessionEnded } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { SessionEndReason } from '../domain/session.entity.js';

/** Which sessions: one, or those of an organization, or a member's in it. */
export type SessionsOf = { id: string } | { organizationId: string; userId?: string };

interface Ended {
  id: string;
  user_id: string;
  organization_id: string | null;
}

/**
 * Ends the sessions that are alive, in one statement, and announces each of them. Two that end the same session at once
 * end it once. Call it inside a transaction and flush after it.
 *
 * @returns how many there were.
 */
export async function endSessions(ctx: AuthContext, sessions: SessionsOf, reason: SessionEndReason): Promise<number> {
  const conditions = Object.entries({
    id: 'id' in sessions ? sessions.id : undefined,
    organization_id: 'organizationId' in sessions ? sessions.organizationId : undefined,
    user_id: 'userId' in sessions ? sessions.userId : undefined,
  }).filter(([, value]) => value !== undefined);
  const ended = await ctx.em.execute<Ended[]>(
    `update session set status = 'REVOKED', ended_at = now(), ended_reason = ?, updated_at = now(), revision = revision + 1
     where status = 'ACTIVE' and expires_at > now() and ${conditions.map(([column]) => `${column} = ?`).join(' and ')}
     returning id, user_id, organization_id`,
    [reason, ...conditions.map(([, value]) => value)],
  );
  for (const { id, user_id: userId, organization_id: organizationId } of ended) {
    ctx.events.raise(sessionEnded, { sessionId: id, userId, organizationId, reason });
  }
  return ended.length;
}
