import { createHash, randomBytes } from 'node:crypto';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

/** What a link in a mail is good for. */
export enum TokenPurpose {
  PASSWORD_RESET = 'PASSWORD_RESET',
  EMAIL_VERIFICATION = 'EMAIL_VERIFICATION',
  EMAIL_CHANGE = 'EMAIL_CHANGE',
  EMAIL_CHANGE_UNDO = 'EMAIL_CHANGE_UNDO',
  ACCOUNT_UNLOCK = 'ACCOUNT_UNLOCK',
}

const HOUR = 3_600_000;

/** Milliseconds that each kind of link works. */
export const TOKEN_LIFETIMES: Readonly<Record<TokenPurpose, number>> = {
  PASSWORD_RESET: HOUR,
  EMAIL_VERIFICATION: 48 * HOUR,
  EMAIL_CHANGE: 24 * HOUR,
  EMAIL_CHANGE_UNDO: 7 * 24 * HOUR,
  ACCOUNT_UNLOCK: HOUR,
};

export const newOneTimeToken = () => randomBytes(32).toString('base64url');
export const hashOneTimeToken = (token: string) => createHash('sha256').update(token).digest('base64url');

/** A link that works once. Only its hash is stored. */
@Entity()
export class OneTimeToken extends BaseEntity {
  @Enum({ items: () => TokenPurpose, type: 'text' })
  purpose: TokenPurpose;

  @Property({ type: 'uuid' })
  userId: string;

  @Unique()
  @Property({ type: 'text', hidden: true })
  tokenHash: string;

  /** E-mail addresses that it is about. */
  @Property({ type: 'json' })
  data: Readonly<Record<string, string>>;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  usedAt: Date | null = null;

  constructor(init: { purpose: TokenPurpose; userId: string; token: string; data?: Readonly<Record<string, string>> }) {
    super();
    this.purpose = init.purpose;
    this.userId = init.userId;
    this.tokenHash = hashOneTimeToken(init.token);
    this.data = init.data ?? {};
    this.expiresAt = new Date(Date.now() + TOKEN_LIFETIMES[init.purpose]);
  }
}
