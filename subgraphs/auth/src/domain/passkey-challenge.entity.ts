import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { hashOneTimeToken } from './one-time-token.entity.js';

export enum PasskeyPurpose {
  REGISTER = 'REGISTER',
  LOGIN = 'LOGIN',
}

const LIFETIME_MS = 300_000;

/** What a device is to sign: once, and soon. */
@Entity()
export class PasskeyChallenge extends BaseEntity {
  @Unique()
  @Property({ type: 'text', hidden: true })
  challengeHash: string;

  @Enum({ items: () => PasskeyPurpose, type: 'text' })
  purpose: PasskeyPurpose;

  /** Whose device; null where that is to be found out. */
  @Property({ type: 'uuid', nullable: true })
  userId: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date = new Date(Date.now() + LIFETIME_MS);

  constructor(init: { challenge: string; purpose: PasskeyPurpose; userId: string | null }) {
    super();
    this.challengeHash = hashOneTimeToken(init.challenge);
    this.purpose = init.purpose;
    this.userId = init.userId;
  }
}
