import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

/** How tenant's events left an organization. */
export enum ServiceStatus {
  /** Signing up: nobody can use it yet. */
  PROVISIONING = 'PROVISIONING',
  ACTIVE = 'ACTIVE',
  /** Out of service: its schedules wait. */
  SUSPENDED = 'SUSPENDED',
}

export interface NewModuleSet {
  industryCode?: string | null;
  planKey?: string | null;
  /** Without it ACTIVE: whoever is a member can use it. */
  status?: ServiceStatus;
}

/**
 * That an organization exists, and what the registry has heard of it. Whoever changes its modules locks this row first: one
 * change at a time, since the modules depend on each other.
 */
@Entity()
@Unique({ properties: ['organizationId'] })
export class ModuleSet extends TenantOwnedEntity {
  @Property({ type: 'text', nullable: true })
  industryCode: string | null;

  /** Null until tenant's events have told. */
  @Property({ type: 'text', nullable: true })
  planKey: string | null;

  @Enum({ items: () => ServiceStatus, type: 'text' })
  status: ServiceStatus;

  constructor(organizationId: string, { industryCode, planKey, status }: NewModuleSet = {}) {
    super();
    this.organizationId = organizationId;
    this.industryCode = industryCode ?? null;
    this.planKey = planKey ?? null;
    this.status = status ?? ServiceStatus.ACTIVE;
  }

  get suspended(): boolean {
    return this.status === ServiceStatus.SUSPENDED;
  }
}
