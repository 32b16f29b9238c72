import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

export enum MembershipStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  REMOVED = 'REMOVED',
}

/** What a person may do in an organization: a copy of the membership that user's events keep. Its id is the membership's. */
@Entity()
export class MembershipGrant extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'array', columnType: 'text[]' })
  roleKeys: string[] = [];

  /** Become the scopes of access tokens. */
  @Property({ type: 'array', columnType: 'text[]' })
  permissions: string[] = [];

  @Enum({ items: () => MembershipStatus, type: 'text' })
  status: MembershipStatus = MembershipStatus.ACTIVE;

  constructor({ id, organizationId, userId }: Pick<MembershipGrant, 'id' | 'organizationId' | 'userId'>) {
    super();
    this.id = id;
    this.organizationId = organizationId;
    this.userId = userId;
  }
}
