import { type Dictionary, raw } from '@mikro-orm/core';
import { Entity, Enum, Filter, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, CURRENT_USER, type TenantFilter } from '@supergraph/kernel/db';

export enum SessionStatus {
  ACTIVE = 'ACTIVE',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}

export enum SessionEndReason {
  LOGOUT = 'LOGOUT',
  REVOKED_BY_USER = 'REVOKED_BY_USER',
  REVOKED_BY_ADMIN = 'REVOKED_BY_ADMIN',
  TOKEN_REUSE = 'TOKEN_REUSE',
  PASSWORD_CHANGED = 'PASSWORD_CHANGED',
  MEMBERSHIP_REMOVED = 'MEMBERSHIP_REMOVED',
  USER_DISABLED = 'USER_DISABLED',
  ORGANIZATION_SUSPENDED = 'ORGANIZATION_SUSPENDED',
  IDLE_TIMEOUT = 'IDLE_TIMEOUT',
  MAX_LIFETIME = 'MAX_LIFETIME',
}

/** How somebody proved who they are, as access tokens name it (`amr`, RFC 8176). */
export type AuthMethod = 'pwd' | 'otp' | 'hwk' | 'user' | 'fed';

export interface NewSession {
  userId: string;
  organizationId: string | null;
  /** When it ends however much it is used. */
  endsAt: Date;
  /** Seconds after which it ends unused. */
  idleSeconds: number;
  authMethods?: readonly AuthMethod[];
  authenticatedAt?: Date;
  ipAddress?: string | null | undefined;
  userAgent?: string | null | undefined;
  deviceName?: string | null | undefined;
  /** Who said who it is, where it was somebody else. */
  providerId?: string | null | undefined;
}

const cut = (text: string | null | undefined, length: number) => text?.slice(0, length) ?? null;

/** As the table's policy has it: an organization sees its sessions, and people see theirs wherever they were started. */
const visible = (filter: Dictionary) => {
  const { platform, organizationId } = filter as TenantFilter;
  return platform ? {} : { $or: [{ organizationId }, { userId: raw(CURRENT_USER) }] };
};

/** A login that lasts: one device, one person, at most one organization. Its refresh token is known by its hash only. */
@Filter({ name: 'tenant', cond: visible, default: true })
@Entity()
export class Session extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  /** Null for platform staff. */
  @Property({ type: 'uuid', nullable: true })
  organizationId: string | null;

  @Property({ type: 'text', hidden: true })
  refreshTokenHash!: string;

  /** The token before the current one; still good for a moment after the rotation. */
  @Property({ type: 'text', nullable: true, hidden: true })
  previousRefreshTokenHash: string | null = null;

  /** What the current token was made with, out of the previous one: whoever lost the race is given the same token. */
  @Property({ type: 'text', nullable: true, hidden: true })
  rotationNonce: string | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  rotatedAt: Date | null = null;

  @Enum({ items: () => SessionStatus, type: 'text' })
  status: SessionStatus = SessionStatus.ACTIVE;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  endedAt: Date | null = null;

  @Enum({ items: () => SessionEndReason, type: 'text', nullable: true })
  endedReason: SessionEndReason | null = null;

  @Property({ type: 'text', nullable: true })
  ipAddress: string | null;

  @Property({ type: 'text', nullable: true })
  userAgent: string | null;

  @Property({ type: 'text', nullable: true })
  deviceName: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  lastUsedAt: Date = new Date();

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  expiresAt: Date;

  /** When it ends however much it is used. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  endsAt: Date;

  @Property({ type: 'integer' })
  idleSeconds: number;

  /** Counts the rotations of the refresh token; each token knows its number. */
  @Property({ type: 'integer', hidden: true })
  generation = 0;

  @Property({ type: 'array', columnType: 'text[]' })
  authMethods: AuthMethod[];

  /** How sure it is who it is: 1 with one factor, 2 with two, or with a passkey that asked for its owner. */
  @Property({ type: 'integer' })
  aal: number;

  /** When the person last proved who they are. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  authenticatedAt: Date;

  /** Who really is behind it: platform staff that acts as the person. */
  @Property({ type: 'uuid', nullable: true })
  impersonatorId: string | null = null;

  /** The provider that said who it is: an organization's by its id, the platform's by its key; null where the person proved it here. */
  @Property({ type: 'text', nullable: true })
  providerId: string | null;

  @Property({ type: 'text', nullable: true })
  impersonationReason: string | null = null;

  @Property({ type: 'boolean' })
  isReadOnly = false;

  constructor(init: NewSession) {
    super();
    const { userId, organizationId, endsAt, idleSeconds, authMethods = ['pwd'], ipAddress, userAgent, deviceName } = init;
    this.userId = userId;
    this.organizationId = organizationId;
    this.endsAt = endsAt;
    this.idleSeconds = idleSeconds;
    this.expiresAt = new Date(Math.min(Date.now() + idleSeconds * 1_000, endsAt.getTime()));
    this.authMethods = [...authMethods];
    this.aal = assuranceOf(authMethods);
    this.authenticatedAt = init.authenticatedAt ?? new Date();
    this.ipAddress = cut(ipAddress, 64);
    this.userAgent = cut(userAgent, 500);
    this.deviceName = cut(deviceName, 100);
    this.providerId = init.providerId ?? null;
  }

  /** Somebody else acts as the person. */
  impersonate({ impersonatorId, reason, readOnly }: { impersonatorId: string; reason: string; readOnly: boolean }): void {
    this.impersonatorId = impersonatorId;
    this.impersonationReason = reason;
    this.isReadOnly = readOnly;
  }

  /** Begins a new line of refresh tokens; those from before are worth nothing. */
  replaceRefreshToken(hash: string): void {
    this.refreshTokenHash = hash;
    this.previousRefreshTokenHash = null;
    this.rotationNonce = null;
    this.rotatedAt = null;
    this.generation = 0;
  }

  /** The stored status does not learn of the time that passes. */
  statusAt(now: Date): SessionStatus {
    return this.status === SessionStatus.ACTIVE && this.expiresAt <= now ? SessionStatus.EXPIRED : this.status;
  }

  /** Why it is over; null while it is not. What nobody ended ended by itself, unused or at the end of its longest life. */
  endReasonAt(now: Date): SessionEndReason | null {
    if (this.statusAt(now) !== SessionStatus.EXPIRED) return this.endedReason;
    return this.expiresAt >= this.endsAt ? SessionEndReason.MAX_LIFETIME : SessionEndReason.IDLE_TIMEOUT;
  }

  /** When it was over; null while it is not. */
  endedBy(now: Date): Date | null {
    return this.statusAt(now) === SessionStatus.EXPIRED ? this.expiresAt : this.endedAt;
  }
}

/** Two factors, or a passkey that asked for its owner, are more than one. A provider's word stands in for a password: both are one. */
export const assuranceOf = (methods: readonly AuthMethod[]): 1 | 2 =>
  new Set(methods.map((method) => (method === 'fed' ? 'pwd' : method))).size > 1 ? 2 : 1;
