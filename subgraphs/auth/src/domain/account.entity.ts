import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export enum AccountStatus {
  ACTIVE = 'ACTIVE',
  DISABLED = 'DISABLED',
}

export interface NewAccount {
  /** The person's user id, everywhere. */
  id: string;
  email: string;
  displayName: string;
  passwordHash: string;
  platformScopes?: readonly string[];
  /** It is known that the address is theirs. */
  isEmailVerified?: boolean;
}

/** Somebody who can log in, on the whole platform: one person, however many organizations. */
@Entity()
export class Account extends BaseEntity {
  /** Normalized. */
  @Unique()
  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text', hidden: true })
  passwordHash: string;

  @Property({ type: 'text' })
  displayName: string;

  /** What platform staff may do; empty for everybody else. */
  @Property({ type: 'array', columnType: 'text[]' })
  platformScopes: string[];

  @Enum({ items: () => AccountStatus, type: 'text' })
  status: AccountStatus = AccountStatus.ACTIVE;

  /** When somebody who reads its mail proved that the address is theirs. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  emailVerifiedAt: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  passwordChangedAt: Date = new Date();

  /** When they were told that it is going to be too old. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true, hidden: true })
  passwordRemindedAt: Date | null = null;

  /** A second factor is confirmed: it is asked for at a login. */
  @Property({ type: 'boolean' })
  hasSecondFactor = false;

  /** Counted by replicas of the version before; `login_guard` has taken over. */
  @Property({ type: 'integer', hidden: true })
  failedLogins = 0;

  constructor({ id, email, displayName, passwordHash, platformScopes = [], isEmailVerified = false }: NewAccount) {
    super();
    this.id = id;
    this.email = email;
    this.displayName = displayName;
    this.passwordHash = passwordHash;
    this.platformScopes = [...platformScopes];
    this.emailVerifiedAt = isEmailVerified ? new Date() : null;
  }

  get isPlatformStaff(): boolean {
    return this.platformScopes.length > 0;
  }

  /** Sets another password, by its hash. */
  changePassword(passwordHash: string): void {
    this.passwordHash = passwordHash;
    this.passwordChangedAt = new Date();
  }
}
