import type { AuthContext } from '../context.js';
import type { PolicyRules } from '../domain/security-policy.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { endSessions } from './end-sessions.js';

type Lifetimes = Pick<PolicyRules, 'sessionIdleMinutes' | 'sessionMaxHours'>;

/**
 * Shortens the open sessions of an organization to what its rules allow now; those that are over by them end at once. Call it
 * inside a transaction and flush after it.
 */
export async function tightenSessions(ctx: AuthContext, organizationId: string, rules: Lifetimes): Promise<void> {
  const idleSeconds = rules.sessionIdleMinutes * 60;
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  const startedBefore = ago(rules.sessionMaxHours * 3_600);
  await endSessions(ctx, { organizationId, startedBefore }, SessionEndReason.MAX_LIFETIME);
  await endSessions(ctx, { organizationId, unusedSince: ago(idleSeconds) }, SessionEndReason.IDLE_TIMEOUT);
  await ctx.em.execute(
    `update session s set idle_seconds = least(s.idle_seconds, t.idle),
       ends_at = least(s.ends_at, s.created_at + t.life),
       expires_at = least(s.expires_at, s.last_used_at + make_interval(secs => t.idle), s.created_at + t.life)
     from (select ?::int as idle, make_interval(hours => ?) as life) t
     where s.organization_id = ? and s.status = 'ACTIVE' and s.expires_at > now()`,
    [idleSeconds, rules.sessionMaxHours, organizationId],
  );
}
