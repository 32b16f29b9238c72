import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

/**
 * That an organization exists, as far as the registry knows. Whoever changes its modules locks this row first: one
 * change at a time, since the modules depend on each other.
 */
@Entity()
@Unique({ properties: ['organizationId'] })
export class ModuleSet extends TenantOwnedEntity {
  @Property({ type: 'text', nullable: true })
  industryCode: string | null;

  /** The organization is out of service: its schedules wait. */
  @Property({ type: 'boolean' })
  suspended = false;

  constructor(organizationId: string, industryCode: string | null = null) {
    super();
    this.organizationId = organizationId;
    this.industryCode = industryCode;
  }
}
