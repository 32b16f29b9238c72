import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

export enum MembershipStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  REMOVED = 'REMOVED',
}

/** What a person is to an organization; user's kinds, value for value. */
export enum MemberKind {
  EMPLOYEE = 'EMPLOYEE',
  CLIENT = 'CLIENT',
  SUPPLIER = 'SUPPLIER',
  PARTNER = 'PARTNER',
}

/** What a person is and may do in an organization: a copy of the membership that user's events keep. Its id is the membership's. */
@Entity()
export class MembershipGrant extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  userId: string;

  /** Null until an event has told it: rows from before auth kept it. Nobody is of a kind by default. */
  @Enum({ items: () => MemberKind, type: 'text', nullable: true })
  kind: MemberKind | null = null;

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
