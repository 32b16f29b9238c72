import { Entity, Enum, Filter, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type TenantFilter, TenantOwnedEntity } from '@supergraph/kernel/db';

export enum MembershipStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  REMOVED = 'REMOVED',
}

export enum MemberKind {
  EMPLOYEE = 'EMPLOYEE',
  CLIENT = 'CLIENT',
  SUPPLIER = 'SUPPLIER',
  PARTNER = 'PARTNER',
}

export interface NewMembership {
  organizationId: string;
  userId: string;
  kind: MemberKind;
  invitedById?: string | null;
}

/** What the tenant filter of memberships is told: a read may ask for one person's rows in other organizations as well. */
export interface MembershipFilter extends TenantFilter {
  userId?: string | null;
}

/** A person's place in one organization; their roles there are MembershipRole rows. */
@Filter({
  name: 'tenant',
  cond: (filter) => {
    const { platform, organizationId, userId } = filter as MembershipFilter;
    if (platform) return {};
    return userId ? { $or: [{ organizationId }, { userId }] } : { organizationId };
  },
  default: true,
})
@Entity()
@Unique({ properties: ['organizationId', 'userId'] })
export class Membership extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Enum({ items: () => MembershipStatus, type: 'text' })
  status: MembershipStatus = MembershipStatus.ACTIVE;

  @Enum({ items: () => MemberKind, type: 'text' })
  kind: MemberKind;

  @Property({ type: 'text', nullable: true })
  title: string | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  joinedAt: Date = new Date();

  @Property({ type: 'uuid', nullable: true })
  invitedById: string | null;

  /** Written past the entity, since it is no change of the membership. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  readonly lastActiveAt: Date | null = null;

  constructor({ organizationId, userId, kind, invitedById = null }: NewMembership) {
    super();
    this.organizationId = organizationId;
    this.userId = userId;
    this.kind = kind;
    this.invitedById = invitedById;
  }

  /** Somebody who was removed is a member again, as if for the first time. */
  rejoin({ kind, invitedById }: Pick<NewMembership, 'kind'> & { invitedById: string }): void {
    this.status = MembershipStatus.ACTIVE;
    this.kind = kind;
    this.title = null;
    this.joinedAt = new Date();
    this.invitedById = invitedById;
  }

  /** Counts a change of the roles, which are rows of their own, as a change of the membership: its revision goes up. */
  rolesChanged(): void {
    this.updatedAt = new Date();
  }
}
