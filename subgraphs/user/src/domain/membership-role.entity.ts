import { Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { Membership } from './membership.entity.js';
import { Role } from './role.entity.js';

/** A role that a member holds. */
@Entity()
@Unique({ properties: ['organizationId', 'membershipId', 'role'] })
export class MembershipRole extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  membershipId: string;

  @ManyToOne({ entity: () => Role })
  role: Role;

  constructor(membership: Pick<Membership, 'id' | 'organizationId'>, role: Role) {
    super();
    this.organizationId = membership.organizationId;
    this.membershipId = membership.id;
    this.role = role;
  }
}
