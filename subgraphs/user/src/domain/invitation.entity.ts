import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import { MemberKind } from './membership.entity.js';
import { UserErrors } from './user.errors.js';

export enum InvitationStatus {
  PENDING = 'PENDING',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  REVOKED = 'REVOKED',
  EXPIRED = 'EXPIRED',
}

export interface NewInvitation {
  organizationId: string;
  /** Normalized. */
  email: string;
  kind: MemberKind;
  roleIds: string[];
  moduleKeys: string[];
  metadata: Record<string, unknown> | null;
  invitedById: string;
  /** Milliseconds, from each mail on. */
  lifetime: number;
}

/** The offer of a place in an organization, by mail. Once it was answered, taken back or has run out, it stays what it is. */
@Entity()
export class Invitation extends TenantOwnedEntity {
  @Property({ type: 'text' })
  readonly email: string;

  @Enum({ items: () => MemberKind, type: 'text' })
  readonly kind: MemberKind;

  /** The roles that come with it, the first one given first. */
  @Property({ type: 'array', columnType: 'uuid[]' })
  roleIds: string[];

  @Property({ type: 'array', columnType: 'text[]' })
  readonly moduleKeys: string[];

  @Property({ type: 'json', nullable: true })
  readonly metadata: Record<string, unknown> | null;

  /** May have run out already: ask `statusAt`. */
  @Enum({ items: () => InvitationStatus, type: 'text' })
  status: InvitationStatus = InvitationStatus.PENDING;

  /** Who answers for it: whoever sent it last. */
  @Property({ type: 'uuid' })
  invitedById: string;

  @Property({ type: 'uuid', nullable: true })
  acceptedById: string | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  lastSentAt: Date = new Date();

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date;

  /** When it was accepted, declined or revoked, or was seen to have run out. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  endedAt: Date | null = null;

  /** How often a mail was asked for. */
  @Property({ type: 'integer' })
  sendCount = 1;

  /** How many of those mails have gone out; the job that sends them writes past the entity, since it is no change of the invitation. */
  @Property({ type: 'integer' })
  readonly mailedCount: number = 0;

  /** How often the mail that waits was tried. */
  @Property({ type: 'integer' })
  mailAttempts = 0;

  /** When it is tried next; null where it was given up. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  mailDueAt: Date | null = new Date();

  @Property({ type: 'text', hidden: true })
  tokenHash!: string;

  constructor({ lifetime, organizationId, ...init }: NewInvitation) {
    super();
    this.organizationId = organizationId;
    this.email = init.email;
    this.kind = init.kind;
    this.roleIds = init.roleIds;
    this.moduleKeys = init.moduleKeys;
    this.metadata = init.metadata;
    this.invitedById = init.invitedById;
    this.expiresAt = new Date(this.lastSentAt.getTime() + lifetime);
  }

  /** Fewer mails have gone out than were asked for. */
  get isMailOwed(): boolean {
    return this.mailedCount < this.sendCount;
  }

  statusAt(now: Date): InvitationStatus {
    return this.status === InvitationStatus.PENDING && this.expiresAt <= now ? InvitationStatus.EXPIRED : this.status;
  }

  isOpenAt(now: Date): boolean {
    return this.statusAt(now) === InvitationStatus.PENDING;
  }

  /** The same token, and as much time again. `by` answers for it from now on. */
  sendAgain(now: Date, by: string): void {
    checkOpen(this, now);
    const lifetime = this.expiresAt.getTime() - this.lastSentAt.getTime();
    this.lastSentAt = now;
    this.expiresAt = new Date(now.getTime() + lifetime);
    this.invitedById = by;
    this.sendCount += 1;
    this.mailAttempts = 0;
    this.mailDueAt = now;
  }

  revoke(now: Date): void {
    checkOpen(this, now);
    end(this, InvitationStatus.REVOKED, now);
  }

  accept(now: Date, by: string): void {
    checkOpen(this, now);
    end(this, InvitationStatus.ACCEPTED, now);
    this.acceptedById = by;
  }

  decline(now: Date): void {
    checkOpen(this, now);
    end(this, InvitationStatus.DECLINED, now);
  }

  /** Notes that its time is over. */
  expire(now: Date): void {
    if (this.isOpenAt(now)) throw new Error('The invitation has time left');
    if (this.status === InvitationStatus.PENDING) end(this, InvitationStatus.EXPIRED, now);
  }
}

// No private methods: an entity that was read from the database is not made by its constructor.

function checkOpen(invitation: Invitation, now: Date): void {
  const status = invitation.statusAt(now);
  if (status === InvitationStatus.EXPIRED) throw UserErrors.INVITATION_EXPIRED();
  if (status !== InvitationStatus.PENDING) throw UserErrors.INVITATION_NOT_PENDING();
}

function end(invitation: Invitation, status: InvitationStatus, now: Date): void {
  invitation.status = status;
  invitation.endedAt = now;
}
