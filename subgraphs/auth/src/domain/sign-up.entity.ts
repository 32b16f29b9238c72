import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import { v7 as uuidv7 } from 'uuid';

export enum SignUpState {
  RESERVING = 'RESERVING',
  ACCOUNT_CREATED = 'ACCOUNT_CREATED',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
}

export interface NewSignUp {
  idempotencyKeyHash: string;
  fingerprint: string;
  email: string;
  displayName: string;
  name: string;
  subdomain: string;
  planKey: string | null;
  industryCode: string | null;
  passwordHash: string;
}

/**
 * The memory of a sign-up: what was asked for and how far it came. Both ids are known from the start, so each step can
 * be taken twice. Whoever carries it on holds a claim (`attempt`); a claim that was overtaken decides nothing any more.
 */
@Entity()
export class SignUp extends TenantOwnedEntity {
  /** Null once it has failed: then the key is free for another try. */
  @Unique()
  @Property({ type: 'text', nullable: true })
  idempotencyKeyHash: string | null;

  /** Keyed hash of the input without the password. */
  @Property({ type: 'text' })
  fingerprint: string;

  @Enum({ items: () => SignUpState, type: 'text' })
  state: SignUpState = SignUpState.RESERVING;

  @Unique()
  @Property({ type: 'uuid' })
  override organizationId: string = uuidv7();

  @Property({ type: 'uuid' })
  userId: string = uuidv7();

  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text' })
  displayName: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text' })
  subdomain: string;

  @Property({ type: 'text', nullable: true })
  planKey: string | null;

  @Property({ type: 'text', nullable: true })
  industryCode: string | null;

  /** Until the account has it. */
  @Property({ type: 'text', nullable: true, hidden: true })
  passwordHash: string | null;

  /** Code of the reason it failed for. */
  @Property({ type: 'text', nullable: true })
  error: string | null = null;

  @Property({ type: 'integer' })
  attempt = 1;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  claimedAt: Date = new Date();

  /** When the reservation of a failed sign-up was given back. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  releasedAt: Date | null = null;

  /** When operators were told that it does not come to an end. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  reportedAt: Date | null = null;

  constructor(init: NewSignUp) {
    super();
    this.idempotencyKeyHash = init.idempotencyKeyHash;
    this.fingerprint = init.fingerprint;
    this.email = init.email;
    this.displayName = init.displayName;
    this.name = init.name;
    this.subdomain = init.subdomain;
    this.planKey = init.planKey;
    this.industryCode = init.industryCode;
    this.passwordHash = init.passwordHash;
  }

  get isSettled(): boolean {
    return this.state === SignUpState.COMPLETED || this.state === SignUpState.FAILED;
  }

  accountWasCreated(): void {
    this.state = SignUpState.ACCOUNT_CREATED;
    this.passwordHash = null;
  }

  complete(): void {
    this.state = SignUpState.COMPLETED;
  }

  fail(error: string): void {
    this.state = SignUpState.FAILED;
    this.error = error;
    this.passwordHash = null;
    this.idempotencyKeyHash = null;
  }
}
