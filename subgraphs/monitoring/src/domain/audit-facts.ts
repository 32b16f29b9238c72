import type { EventRecord } from '@supergraph/kernel/events';
import { ActorType } from './audit-enums.js';
import { type AuditRating, rate } from './audit-rating.js';
import { redact } from './redact.js';

export interface AuditActor {
  type: ActorType;
  /** User id, or the name of one of our own processes; null for the anonymous. */
  id: string | null;
}

export interface AuditTarget {
  type: string;
  id: string;
}

/** What an event tells the audit trail. */
export interface AuditFacts extends AuditRating {
  id: string;
  organizationId: string | null;
  occurredAt: Date;
  action: string;
  schemaVersion: number;
  actor: AuditActor;
  targets: AuditTarget[];
  changes: unknown;
  ipAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  sessionId: string | null;
  /** The member of staff who acted as the actor; null where the actor did it. */
  impersonatorId: string | null;
  /** The API key that the actor, a service account, came with. */
  apiKeyId: string | null;
}

/** Kinds of identity to kinds of actor. `service` is one of our own subgraphs; one that nobody knows is nobody we know. */
const ACTOR_TYPES: ReadonlyMap<string, ActorType> = new Map([
  ['user', ActorType.USER],
  ['service-account', ActorType.SERVICE_ACCOUNT],
  ['service', ActorType.SYSTEM],
  ['system', ActorType.SYSTEM],
]);

/** Turns any event into what the trail keeps of it: no e-mail address, no secret. */
export function auditFactsOf(record: EventRecord): AuditFacts {
  const { action, schemaVersion } = splitType(record.type);
  const { actor, ip, userAgent, sessionId, correlationId, impersonatorId, apiKeyId } = record.headers;
  return {
    id: record.id,
    organizationId: record.organizationId,
    occurredAt: new Date(record.createdAt),
    action,
    schemaVersion,
    ...rate(action),
    actor: { type: ACTOR_TYPES.get(actor.kind) ?? ActorType.ANONYMOUS, id: actor.id },
    targets: targetsOf(record),
    changes: redact(record.payload),
    ipAddress: ip ?? null,
    userAgent: userAgent ?? null,
    requestId: correlationId,
    sessionId: sessionId ?? null,
    impersonatorId: impersonatorId ?? null,
    apiKeyId: apiKeyId ?? null,
  };
}

/** `tenant.suspended.v1` → `tenant.suspended`, 1 */
function splitType(type: string): { action: string; schemaVersion: number } {
  const [, action = type, version = '1'] = /^(.+)\.v(\d+)$/.exec(type) ?? [];
  return { action, schemaVersion: Number(version) };
}

/** Events of every subgraph whose payload says who did it, as their envelope does: that person is no target. */
const NAME_THEIR_ACTOR: ReadonlySet<string> = new Set(['platform.organization_accessed.v1']);

/** The aggregate, and whatever else the payload names by id: a membership's event is also about its user. */
function targetsOf({ type, aggregateType, aggregateId, organizationId, payload, headers }: EventRecord): AuditTarget[] {
  const named = Object.entries((payload ?? {}) as object).flatMap(([field, id]) => {
    const [, noun] = /^(.+)Id$/.exec(field) ?? [];
    return noun && noun !== 'organization' && typeof id === 'string' ? [{ type: kebab(noun), id }] : [];
  });
  const others = NAME_THEIR_ACTOR.has(type) ? named.filter(({ id }) => id !== headers.actor.id) : named;
  // An aggregate may be a view of the organization, such as the accesses to it that one subgraph saw.
  const itself = { type: aggregateId === organizationId ? 'organization' : aggregateType, id: aggregateId };
  const all = [itself, ...others];
  return [...new Map(all.map((target) => [`${target.type}:${target.id}`, target])).values()];
}

const kebab = (camel: string) => camel.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
