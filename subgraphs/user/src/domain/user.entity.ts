import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export enum UserStatus {
  ACTIVE = 'ACTIVE',
  DISABLED = 'DISABLED',
  PENDING_VERIFICATION = 'PENDING_VERIFICATION',
  DELETED = 'DELETED',
}

export interface NewUser {
  /** The id of the account in auth. */
  id: string;
  email: string;
  displayName: string;
  isPlatformAdmin: boolean;
}

/** A person, once for the whole platform; memberships say where they belong. Shares its id with the account in auth. */
@Entity()
export class User extends BaseEntity {
  /** Lower case. */
  @Unique()
  @Property({ type: 'text' })
  email: string;

  /** Lower case. */
  @Unique()
  @Property({ type: 'text', nullable: true })
  username: string | null = null;

  @Property({ type: 'text', nullable: true })
  firstName: string | null = null;

  @Property({ type: 'text', nullable: true })
  lastName: string | null = null;

  @Property({ type: 'text' })
  displayName: string;

  @Property({ type: 'text', nullable: true })
  avatarUrl: string | null = null;

  @Property({ type: 'text', nullable: true })
  locale: string | null = null;

  @Property({ type: 'text', nullable: true })
  timezone: string | null = null;

  @Enum({ items: () => UserStatus, type: 'text' })
  status: UserStatus = UserStatus.ACTIVE;

  @Property({ type: 'boolean' })
  isPlatformAdmin: boolean;

  constructor({ id, email, displayName, isPlatformAdmin }: NewUser) {
    super();
    this.id = id;
    this.email = email.toLowerCase();
    this.displayName = displayName.trim() || this.email.replace(/@.*/, '');
    this.isPlatformAdmin = isPlatformAdmin;
  }

  /** @returns whether that is new. */
  disable(): boolean {
    const isNew = this.status !== UserStatus.DISABLED;
    this.status = UserStatus.DISABLED;
    return isNew;
  }

  /** Only for who was disabled: an address that was never confirmed is not confirmed by that. @returns whether that is new. */
  enable(): boolean {
    const isNew = this.status === UserStatus.DISABLED;
    if (isNew) this.status = UserStatus.ACTIVE;
    return isNew;
  }
}
