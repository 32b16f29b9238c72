import { sessionEnded } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { SessionEndReason } from '../domain/session.entity.js';

/** Which sessions; all that is named must hold, and something must be. */
export interface SessionsOf {
  id?: string;
  organizationId?: string;
  userId?: string;
  /** In which this member of the staff acts as others. */
  impersonatorId?: string;
  /** All but this one. */
  exceptId?: string;
  startedBefore?: Date;
  unusedSince?: Date;
  /** Begun by the word of that provider. */
  providerId?: string;
}

const CONDITIONS: Readonly<Record<keyof SessionsOf, string>> = {
  id: 'id = ?',
  organizationId: 'organization_id = ?',
  userId: 'user_id = ?',
  impersonatorId: 'impersonator_id = ?',
  exceptId: 'id <> ?',
  startedBefore: 'created_at <= ?',
  unusedSince: 'last_used_at <= ?',
  providerId: 'provider_id = ?',
};

const WHOSE: readonly (keyof SessionsOf)[] = ['id', 'organizationId', 'userId', 'impersonatorId', 'providerId'];

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
  const keys = (Object.keys(CONDITIONS) as (keyof SessionsOf)[]).filter((key) => sessions[key] !== undefined);
  if (!keys.some((key) => WHOSE.includes(key))) throw new Error('Whose sessions?');
  const ended = await ctx.em.execute<Ended[]>(
    `update session set status = 'REVOKED', ended_at = now(), ended_reason = ?, updated_at = now(), revision = revision + 1
     where status = 'ACTIVE' and expires_at > now() and ${keys.map((key) => CONDITIONS[key]).join(' and ')}
     returning id, user_id, organization_id`,
    [reason, ...keys.map((key) => sessions[key])],
  );
  for (const { id, user_id: userId, organization_id: organizationId } of ended) {
    ctx.events.raise(sessionEnded, { sessionId: id, userId, organizationId, reason });
  }
  return ended.length;
}
