import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { hashOneTimeToken } from './one-time-token.entity.js';

/** Milliseconds that a device is trusted after its last login. */
export const TRUST_MS = 30 * 86_400_000;

/**
 * A device that somebody has called their own. From there the account is open while others have locked it; with `hasSecondFactor` it
 * stands in for that, too. Known by a token, of which the hash is stored.
 */
@Entity()
export class TrustedDevice extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Unique()
  @Property({ type: 'text', hidden: true })
  tokenHash: string;

  @Property({ type: 'text', nullable: true })
  name: string | null;

  @Property({ type: 'text', nullable: true })
  userAgent: string | null;

  /** The login that made it trusted was with two factors. */
  @Property({ type: 'boolean' })
  hasSecondFactor: boolean;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  lastUsedAt: Date = new Date();

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date = new Date(Date.now() + TRUST_MS);

  constructor(init: { userId: string; token: string; name: string | null; userAgent: string | null; hasSecondFactor: boolean }) {
    super();
    this.userId = init.userId;
    this.tokenHash = hashOneTimeToken(init.token);
    this.name = init.name;
    this.userAgent = init.userAgent;
    this.hasSecondFactor = init.hasSecondFactor;
  }
}
