import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { hashOneTimeToken } from './one-time-token.entity.js';

export enum AttemptPurpose {
  LOGIN = 'LOGIN',
  LINK = 'LINK',
}

const LIFETIME_MS = 600_000;

export interface NewAttempt {
  purpose: AttemptPurpose;
  loginState: string;
  providerId: string;
  issuer: string;
  redirectUri: string;
  slug: string | null;
  deviceName: string | null;
  /** Who links; null where somebody logs in. */
  userId: string | null;
}

/**
 * Somebody is on their way to a provider and back. What binds them to their browser is stored by its hash only; what goes to the
 * provider, and what proves the code to be ours, is made of it: see `secretsOf`.
 */
@Entity()
export class OidcAttempt extends BaseEntity {
  @Enum({ items: () => AttemptPurpose, type: 'text' })
  purpose: AttemptPurpose;

  @Unique()
  @Property({ type: 'text', hidden: true })
  loginStateHash: string;

  @Property({ type: 'text' })
  providerId: string;

  @Property({ type: 'text' })
  issuer: string;

  @Property({ type: 'text' })
  redirectUri: string;

  @Property({ type: 'text', nullable: true })
  slug: string | null;

  @Property({ type: 'text', nullable: true })
  deviceName: string | null;

  @Property({ type: 'uuid', nullable: true })
  userId: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date = new Date(Date.now() + LIFETIME_MS);

  constructor({ purpose, loginState, providerId, issuer, redirectUri, slug, deviceName, userId }: NewAttempt) {
    super();
    this.purpose = purpose;
    this.loginStateHash = hashOneTimeToken(loginState);
    this.providerId = providerId;
    this.issuer = issuer;
    this.redirectUri = redirectUri;
    this.slug = slug;
    this.deviceName = deviceName;
    this.userId = userId;
  }
}
