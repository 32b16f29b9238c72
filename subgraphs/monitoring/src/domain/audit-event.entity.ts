import { BigIntType } from '@mikro-orm/core';
import { Entity, Enum, Filter, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ActorType, AuditOutcome, AuditSeverity } from './audit-enums.js';
import type { AuditActor, AuditFacts, AuditTarget } from './audit-facts.js';
import { type AuditLink, hashOf } from './audit-hash.js';
import { tenantRows } from './tenant-rows.js';

/** Something that happened, for ever: a row is written once, and the database refuses to change or delete it. */
@Filter(tenantRows)
@Entity()
export class AuditEvent implements AuditFacts, AuditLink {
  /** The id of the event that it was made from: the same event makes no second row. */
  @PrimaryKey({ type: 'uuid' })
  readonly id: string;

  @Property({ type: 'uuid', nullable: true })
  readonly organizationId: string | null;

  /** Place in the organization's chain: 1, 2, 3 … without a gap. */
  @Property({ type: new BigIntType('bigint') })
  readonly sequence: bigint;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  readonly occurredAt: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  readonly recordedAt: Date;

  @Property({ type: 'text' })
  readonly action: string;

  @Property({ type: 'integer' })
  readonly schemaVersion: number;

  @Enum({ items: () => AuditOutcome, type: 'text' })
  readonly outcome: AuditOutcome;

  @Enum({ items: () => AuditSeverity, type: 'text' })
  readonly severity: AuditSeverity;

  @Enum({ items: () => ActorType, type: 'text' })
  readonly actorType: ActorType;

  @Property({ type: 'text', nullable: true })
  readonly actorId: string | null;

  @Property({ type: 'json' })
  readonly targets: AuditTarget[];

  /** The event's payload, redacted. */
  @Property({ type: 'json', nullable: true })
  readonly changes: unknown;

  @Property({ type: 'text', nullable: true })
  readonly ipAddress: string | null;

  @Property({ type: 'text', nullable: true })
  readonly userAgent: string | null;

  @Property({ type: 'text', nullable: true })
  readonly requestId: string | null;

  @Property({ type: 'text', nullable: true })
  readonly sessionId: string | null;

  @Property({ type: 'text', nullable: true })
  readonly impersonatorId: string | null;

  @Property({ type: 'text', nullable: true })
  readonly apiKeyId: string | null;

  @Property({ type: 'text' })
  readonly prevHash: string;

  @Property({ type: 'text' })
  readonly hash: string;

  constructor({ actor, ...facts }: AuditFacts, { sequence, prevHash, recordedAt }: AuditLink) {
    this.id = facts.id;
    this.organizationId = facts.organizationId;
    this.sequence = sequence;
    this.occurredAt = facts.occurredAt;
    this.recordedAt = recordedAt;
    this.action = facts.action;
    this.schemaVersion = facts.schemaVersion;
    this.outcome = facts.outcome;
    this.severity = facts.severity;
    this.actorType = actor.type;
    this.actorId = actor.id;
    this.targets = facts.targets;
    this.changes = facts.changes;
    this.ipAddress = facts.ipAddress;
    this.userAgent = facts.userAgent;
    this.requestId = facts.requestId;
    this.sessionId = facts.sessionId;
    this.impersonatorId = facts.impersonatorId;
    this.apiKeyId = facts.apiKeyId;
    this.prevHash = prevHash;
    this.hash = hashOf(this);
  }

  get actor(): AuditActor {
    return { type: this.actorType, id: this.actorId };
  }

  /** Why it was done, where whoever did it had to say so. */
  get reason(): string | null {
    const reason = (this.changes as { reason?: unknown } | null)?.reason;
    return typeof reason === 'string' ? reason : null;
  }
}
