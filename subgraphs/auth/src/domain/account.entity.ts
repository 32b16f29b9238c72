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
}

const FAILURE_WINDOW = 15 * 60_000;
const FAILURES_ALLOWED = 10;
const PAUSE = 60_000;

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

  @Property({ type: 'integer' })
  failedLogins = 0;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  failingSince: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  pausedUntil: Date | null = null;

  constructor({ id, email, displayName, passwordHash, platformScopes = [] }: NewAccount) {
    super();
    this.id = id;
    this.email = email;
    this.displayName = displayName;
    this.passwordHash = passwordHash;
    this.platformScopes = [...platformScopes];
  }

  get isPlatformStaff(): boolean {
    return this.platformScopes.length > 0;
  }

  /** Too many wrong passwords: none is looked at for a while. */
  isPaused(now: Date): boolean {
    return this.pausedUntil !== null && this.pausedUntil > now;
  }

  /** Counts a wrong password. From the tenth within a quarter of an hour on, each one pauses the account for a minute. */
  countFailure(now: Date): void {
    const isSameWindow = this.failingSince !== null && now.getTime() - this.failingSince.getTime() < FAILURE_WINDOW;
    this.failedLogins = isSameWindow ? this.failedLogins + 1 : 1;
    this.failingSince = isSameWindow ? this.failingSince : now;
    if (this.failedLogins >= FAILURES_ALLOWED) this.pausedUntil = new Date(now.getTime() + PAUSE);
  }

  forgetFailures(): void {
    this.failedLogins = 0;
    this.failingSince = null;
    this.pausedUntil = null;
  }
}
