import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { hashOneTimeToken } from './one-time-token.entity.js';
import type { AuthMethod } from './session.entity.js';

export enum ChallengePurpose {
  /** The second factor is asked for. */
  VERIFY = 'VERIFY',
  /** The organization asks for one, and there is none yet: it must be set up first. */
  ENROL = 'ENROL',
}

const LIFETIME_MS = 600_000;
export const CHALLENGE_ATTEMPTS = 5;

/** How a login goes on that was interrupted. */
export interface InterruptedLogin {
  slug: string | null;
  organizationId: string | null;
  deviceName: string | null;
  authMethods: AuthMethod[];
  trustDevice: boolean;
  /** Who said who it is, where it was somebody else. */
  providerId?: string | null;
}

/** A login that waits for its second factor. */
@Entity()
export class MfaChallenge extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Unique()
  @Property({ type: 'text', hidden: true })
  tokenHash: string;

  @Enum({ items: () => ChallengePurpose, type: 'text' })
  purpose: ChallengePurpose;

  @Property({ type: 'json' })
  wayIn: InterruptedLogin;

  @Property({ type: 'integer' })
  attemptsLeft = CHALLENGE_ATTEMPTS;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date = new Date(Date.now() + LIFETIME_MS);

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  usedAt: Date | null = null;

  constructor(init: { userId: string; token: string; purpose: ChallengePurpose; wayIn: InterruptedLogin }) {
    super();
    this.userId = init.userId;
    this.tokenHash = hashOneTimeToken(init.token);
    this.purpose = init.purpose;
    this.wayIn = init.wayIn;
  }
}
