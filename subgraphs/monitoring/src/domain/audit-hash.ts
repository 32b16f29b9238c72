import { createHash } from 'node:crypto';
import type { AuditFacts } from './audit-facts.js';

/** Where an event stands in its chain. */
export interface AuditLink {
  sequence: bigint;
  prevHash: string;
  recordedAt: Date;
}

/** What the first event of a chain follows. */
export const GENESIS_HASH = '0'.repeat(64);

/** JSON with sorted keys and no spaces: equal values give equal text, whatever order a database keeps keys in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

/**
 * SHA-256 over everything an event says and the hash before it. A stored hash stays right for ever: never change this list. What came
 * later has a seal of its own, which only events have that say it.
 */
export function hashOf(event: AuditFacts & AuditLink): string {
  const sealed = {
    id: event.id,
    organizationId: event.organizationId,
    sequence: String(event.sequence),
    occurredAt: event.occurredAt.toISOString(),
    recordedAt: event.recordedAt.toISOString(),
    action: event.action,
    schemaVersion: event.schemaVersion,
    outcome: event.outcome,
    severity: event.severity,
    actor: event.actor,
    targets: event.targets,
    changes: event.changes,
    ipAddress: event.ipAddress,
    userAgent: event.userAgent,
    requestId: event.requestId,
    sessionId: event.sessionId,
    prevHash: event.prevHash,
    ...secondSeal(event),
  };
  return createHash('sha256').update(canonicalJson(sealed)).digest('hex');
}

/** Who really acted. An event that does not say so is sealed as it always was, and one to which it is added later does not fit its hash. */
function secondSeal({ impersonatorId, apiKeyId }: AuditFacts): object {
  return impersonatorId === null && apiKeyId === null ? {} : { seal: 2, impersonatorId, apiKeyId };
}
