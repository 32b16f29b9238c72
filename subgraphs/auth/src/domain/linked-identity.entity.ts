import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export interface NewLink {
  userId: string;
  providerId: string;
  issuer: string;
  subject: string;
  /** What the provider called the person when it was linked, for telling one link from another. */
  email: string | null;
}

/** Whom a provider means: its name for somebody, and the account that this opens. A name of another issuer is another name. */
@Entity()
export class LinkedIdentity extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'text' })
  providerId: string;

  @Property({ type: 'text' })
  issuer: string;

  @Property({ type: 'text', hidden: true })
  subject: string;

  @Property({ type: 'text', nullable: true })
  email: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  lastUsedAt: Date | null = null;

  constructor({ userId, providerId, issuer, subject, email }: NewLink) {
    super();
    this.userId = userId;
    this.providerId = providerId;
    this.issuer = issuer;
    this.subject = subject;
    this.email = email?.slice(0, 320) ?? null;
  }
}
