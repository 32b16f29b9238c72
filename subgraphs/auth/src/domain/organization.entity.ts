import { Entity, Enum, Filter, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, type TenantFilter } from '@supergraph/kernel/db';

/** Tenant's statuses, value for value. */
export enum OrganizationStatus {
  PROVISIONING = 'PROVISIONING',
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  PENDING_DELETION = 'PENDING_DELETION',
  DELETED = 'DELETED',
}

/** What auth knows of an organization: a copy that tenant's events keep. */
@Filter({ name: 'tenant', cond: (filter) => ((filter as TenantFilter).platform ? {} : { id: filter.organizationId }), default: true })
@Entity()
export class Organization extends BaseEntity {
  @Property({ type: 'text' })
  slug: string;

  @Property({ type: 'text' })
  name: string;

  @Enum({ items: () => OrganizationStatus, type: 'text' })
  status: OrganizationStatus;

  constructor({ id, slug, name, status }: Pick<Organization, 'id' | 'slug' | 'name' | 'status'>) {
    super();
    this.id = id;
    this.slug = slug;
    this.name = name;
    this.status = status;
  }
}
