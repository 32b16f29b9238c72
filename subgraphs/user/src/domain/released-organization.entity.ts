import { Entity, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

/**
 * Remembers that an organization was given up before it began. Its owner's account is announced by another subgraph, so
 * that news may come later than this one, and must then make no membership any more.
 */
@Entity()
@Unique({ properties: ['organizationId'] })
export class ReleasedOrganization extends TenantOwnedEntity {
  constructor(organizationId: string) {
    super();
    this.organizationId = organizationId;
  }
}
