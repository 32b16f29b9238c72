import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { JsonObject } from './json.js';
import type { OrganizationModule } from './organization-module.entity.js';

/** What a module's configuration became at one of its revisions, by whom and why. */
@Entity()
@Unique({ properties: ['organizationId', 'moduleKey', 'configRevision'] })
export class ConfigRevision extends TenantOwnedEntity {
  @Property({ type: 'text' })
  moduleKey: string;

  @Property({ type: 'integer' })
  configRevision: number;

  @Property({ type: 'json' })
  config: JsonObject;

  /** The user who did it; null where a template or the system did. */
  @Property({ type: 'uuid', nullable: true })
  actorId: string | null;

  @Property({ type: 'text', nullable: true })
  reason: string | null;

  constructor(module: OrganizationModule, { actorId, reason }: { actorId: string | null; reason: string | null }) {
    super();
    this.organizationId = module.organizationId;
    this.moduleKey = module.moduleKey;
    this.configRevision = module.configRevision;
    this.config = module.config;
    this.actorId = actorId;
    this.reason = reason;
  }
}
