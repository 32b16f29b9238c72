import { Entity, Filter, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from './base.entity.js';

/** What the tenant filter is told: an organization, or that platform staff may see all of them. */
export interface TenantFilter {
  organizationId: string;
  platform: boolean;
}

/** An organization id that no organization has: with it a query sees zero rows. */
export const NO_ORGANIZATION = '00000000-0000-0000-0000-000000000000';

/**
 * A row of one organization. Every query is narrowed to the request's organization by this filter; a context without
 * one reads zero rows, and an EntityManager that was never told throws.
 */
@Filter({
  name: 'tenant',
  cond: (filter) => ((filter as TenantFilter).platform ? {} : { organizationId: filter.organizationId }),
  default: true,
})
@Entity({ abstract: true })
export abstract class TenantOwnedEntity extends BaseEntity {
  @Property({ type: 'uuid', index: false })
  organizationId!: string;
}
