import type { FilterQuery } from '@mikro-orm/core';
import type { Actor } from '@supergraph/kernel/auth';
import { NO_ORGANIZATION } from '@supergraph/kernel/db';
import type { ActorType, AuditOutcome, AuditSeverity } from '../domain/audit-enums.js';
import type { AuditEvent } from '../domain/audit-event.entity.js';

export interface AuditFilter {
  actions?: string[] | null;
  actorIds?: string[] | null;
  actorTypes?: ActorType[] | null;
  targetType?: string | null;
  targetId?: string | null;
  outcome?: AuditOutcome[] | null;
  severity?: AuditSeverity[] | null;
  /** Of the time when it happened; inclusive. */
  from?: Date | null;
  /** Exclusive. */
  to?: Date | null;
  query?: string | null;
}

/** Whether the request may read the whole trail: platform staff with the scope for it. */
export const readsAllTrails = (actor: Actor) => actor.isPlatform && actor.can('platform:audit:read');

/** The rows that a request may read, and that its filter lets through. */
export function auditRows(actor: Actor, filter: AuditFilter): FilterQuery<AuditEvent> {
  const readable: FilterQuery<AuditEvent> = readsAllTrails(actor) ? {} : { organizationId: actor.organizationId ?? NO_ORGANIZATION };
  return { $and: [readable, ...conditionsOf(filter)] };
}

function* conditionsOf(filter: AuditFilter): Iterable<FilterQuery<AuditEvent>> {
  const { actions, actorIds, actorTypes, targetType, targetId, outcome, severity, from, to, query } = filter;
  if (actions) yield { action: { $in: actions } };
  if (actorIds) yield { actorId: { $in: actorIds } };
  if (actorTypes) yield { actorType: { $in: actorTypes } };
  if (outcome) yield { outcome: { $in: outcome } };
  if (severity) yield { severity: { $in: severity } };
  if (from) yield { occurredAt: { $gte: from } };
  if (to) yield { occurredAt: { $lt: to } };
  if (targetType || targetId) yield hasTarget({ ...(targetType && { type: targetType }), ...(targetId && { id: targetId }) });
  if (query) yield matches(query);
}

const hasTarget = (target: { type?: string; id?: string }) => ({ targets: { $contains: [target] } }) as FilterQuery<AuditEvent>;

/** A part of the action, or one of the ids that people paste: of an actor, whoever acted as it, its key, a target, a request, a session, an address. */
function matches(query: string): FilterQuery<AuditEvent> {
  const part = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
  return {
    $or: [
      { action: { $ilike: part } },
      { actorId: query },
      { requestId: query },
      { sessionId: query },
      { impersonatorId: query },
      { apiKeyId: query },
      { ipAddress: query },
      hasTarget({ id: query }),
    ],
  };
}
