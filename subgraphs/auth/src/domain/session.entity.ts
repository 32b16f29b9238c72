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

export interface NewSession {
  userId: string;
  organizationId: string | null;
  expiresAt: Date;
  ipAddress?: string | null | undefined;
  userAgent?: string | null | undefined;
  deviceName?: string | null | undefined;
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

  constructor({ userId, organizationId, expiresAt, ipAddress, userAgent, deviceName }: NewSession) {
    super();
    this.userId = userId;
    this.organizationId = organizationId;
    this.expiresAt = expiresAt;
    this.ipAddress = cut(ipAddress, 64);
    this.userAgent = cut(userAgent, 500);
    this.deviceName = cut(deviceName, 100);
  }

  /** The stored status does not learn of the time that passes. */
  statusAt(now: Date): SessionStatus {
    return this.status === SessionStatus.ACTIVE && this.expiresAt <= now ? SessionStatus.EXPIRED : this.status;
  }
}
