import { Entity, Enum, Filter, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, type TenantFilter } from '@supergraph/kernel/db';
import { TenantErrors } from './tenant.errors.js';

export enum OrganizationStatus {
  PROVISIONING = 'PROVISIONING',
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  PENDING_DELETION = 'PENDING_DELETION',
  DELETED = 'DELETED',
}

export interface NewOrganization {
  id: string;
  slug: string;
  name: string;
  industryCode: string | null;
}

/** A customer: the boundary that every other row in the graph belongs to. Its id is everybody's `organizationId`. */
@Filter({ name: 'tenant', cond: (filter) => ((filter as TenantFilter).platform ? {} : { id: filter.organizationId }), default: true })
@Entity()
export class Organization extends BaseEntity {
  @Unique()
  @Property({ type: 'text' })
  slug: string;

  @Property({ type: 'text' })
  name: string;

  @Enum({ items: () => OrganizationStatus, type: 'text' })
  status: OrganizationStatus = OrganizationStatus.PROVISIONING;

  @Property({ type: 'text', nullable: true })
  statusReason: string | null = null;

  @Property({ type: 'text', nullable: true })
  industryCode: string | null;

  @Property({ type: 'text' })
  locale = 'en';

  @Property({ type: 'text' })
  timezone = 'UTC';

  /** When the first owner's membership was in place. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  ownerReadyAt: Date | null = null;

  /** When the first modules were in place; at once where no industry was chosen. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  modulesReadyAt: Date | null = null;

  constructor({ id, slug, name, industryCode }: NewOrganization) {
    super();
    this.id = id;
    this.slug = slug;
    this.name = name;
    this.industryCode = industryCode;
    this.modulesReadyAt = industryCode ? null : new Date();
  }

  /** Becomes active once all of its provisioning is there. @returns whether it did so now. */
  activateWhenReady(): boolean {
    if (this.status !== OrganizationStatus.PROVISIONING || !this.ownerReadyAt || !this.modulesReadyAt) return false;
    this.status = OrganizationStatus.ACTIVE;
    return true;
  }

  suspend(reason: string): void {
    if (this.status !== OrganizationStatus.ACTIVE) throw TenantErrors.ORGANIZATION_NOT_ACTIVE(this.status);
    this.status = OrganizationStatus.SUSPENDED;
    this.statusReason = reason;
  }

  reactivate(): void {
    if (this.status !== OrganizationStatus.SUSPENDED) throw TenantErrors.ORGANIZATION_NOT_SUSPENDED(this.status);
    this.status = OrganizationStatus.ACTIVE;
    this.statusReason = null;
  }
}
