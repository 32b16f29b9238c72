import { BigIntType } from '@mikro-orm/core';
import { Entity, Filter, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { AuditEvent } from './audit-event.entity.js';
import type { AuditFacts } from './audit-facts.js';
import { tenantRows } from './tenant-rows.js';

/** The end of an organization's trail, and of the platform's own. Lock it before you append, or two events take one place. */
@Filter(tenantRows)
@Entity()
export class AuditChain {
  @PrimaryKey({ type: 'uuid' })
  readonly id!: string;

  @Property({ type: 'uuid', nullable: true })
  readonly organizationId!: string | null;

  /** Number of its events, and the place of the last one. */
  @Property({ type: new BigIntType('bigint') })
  length!: bigint;

  /** Hash of the last event. */
  @Property({ type: 'text' })
  headHash!: string;

  append(facts: AuditFacts, recordedAt = new Date()): AuditEvent {
    const event = new AuditEvent(facts, { sequence: this.length + 1n, prevHash: this.headHash, recordedAt });
    this.length = event.sequence;
    this.headHash = event.hash;
    return event;
  }
}
