import { randomBytes } from 'node:crypto';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { API_KEY_PREFIX, hashApiKeySecret, writeApiKey } from '@supergraph/kernel/auth';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { ServiceAccount } from './service-account.entity.js';

const SECRET_BYTES = 32;
const SHOWN = 4;

export interface ApiKeySettings {
  scopes: readonly string[];
  allowedIpCidrs: readonly string[];
  rateLimitPerMinute: number | null;
  expiresAt: Date | null;
}

/** A key of a service account. Its text is shown once; what is kept proves it and cannot be sent. */
@Entity()
export class ApiKey extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  serviceAccountId: string;

  @Property({ type: 'text', hidden: true })
  secretHash!: string;

  @Property({ type: 'text' })
  last4!: string;

  @Property({ type: 'array', columnType: 'text[]' })
  scopes: string[];

  @Property({ type: 'array', columnType: 'text[]' })
  allowedIpCidrs: string[];

  @Property({ type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  expiresAt: Date | null;

  /** The key that this one takes over from. */
  @Property({ type: 'uuid', nullable: true })
  rotatesFrom: string | null = null;

  /** When the key that took over is the only one. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  revokesAt: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  revokedAt: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  lastUsedAt: Date | null = null;

  @Property({ type: 'text', nullable: true })
  lastUsedIp: string | null = null;

  private constructor(account: Pick<ServiceAccount, 'id' | 'organizationId'>, settings: ApiKeySettings) {
    super();
    this.organizationId = account.organizationId;
    this.serviceAccountId = account.id;
    this.scopes = [...settings.scopes];
    this.allowedIpCidrs = [...settings.allowedIpCidrs];
    this.rateLimitPerMinute = settings.rateLimitPerMinute;
    this.expiresAt = settings.expiresAt;
  }

  /** A new key, with the text that is shown this once. */
  static make(account: Pick<ServiceAccount, 'id' | 'organizationId'>, settings: ApiKeySettings): { key: ApiKey; text: string } {
    const key = new ApiKey(account, settings);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const text = writeApiKey(key.id, secret);
    key.secretHash = hashApiKeySecret(secret);
    key.last4 = text.slice(-SHOWN);
    return { key, text };
  }

  /** How its text begins. */
  get prefix(): string {
    return `${API_KEY_PREFIX}${this.id.replaceAll('-', '')}`;
  }

  /** When it ends by itself: its own time, or that of the key that took over. */
  get endsAt(): Date | null {
    const times = [this.expiresAt, this.revokesAt].filter((time) => time !== null);
    return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
  }

  isOver(now: Date): boolean {
    return this.revokedAt !== null || (this.endsAt !== null && this.endsAt <= now);
  }
}
