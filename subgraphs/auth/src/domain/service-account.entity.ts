import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

export interface NewServiceAccount {
  organizationId: string;
  name: string;
  description: string | null;
  scopes: readonly string[];
  enabled: boolean;
  createdById: string | null;
}

/** A machine of an organization's: it belongs to the organization, and goes on when whoever made it leaves. */
@Entity()
export class ServiceAccount extends TenantOwnedEntity {
  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', nullable: true })
  description: string | null;

  /** The most that its keys can do. */
  @Property({ type: 'array', columnType: 'text[]' })
  scopes: string[];

  @Property({ type: 'boolean' })
  enabled: boolean;

  @Property({ type: 'uuid', nullable: true })
  createdById: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  deletedAt: Date | null = null;

  constructor({ organizationId, name, description, scopes, enabled, createdById }: NewServiceAccount) {
    super();
    this.organizationId = organizationId;
    this.name = name;
    this.description = description;
    this.scopes = [...scopes];
    this.enabled = enabled;
    this.createdById = createdById;
  }
}
