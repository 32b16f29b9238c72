import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { JsonObject } from './json.js';

export enum ApplicationState {
  RUNNING = 'RUNNING',
  APPLIED = 'APPLIED',
  PARTIALLY_APPLIED = 'PARTIALLY_APPLIED',
  FAILED = 'FAILED',
  ROLLED_BACK = 'ROLLED_BACK',
}

export interface NewTemplateApplication {
  organizationId: string;
  templateCode: string;
  version: { id: string; version: number } | null;
  state: ApplicationState;
  baseConfig: Record<string, JsonObject>;
  appliedBy: string | null;
}

/** That a template was applied to an organization, and what it wrote: the base of a later three-way merge. */
@Entity()
export class TemplateApplication extends TenantOwnedEntity {
  @Property({ type: 'text' })
  templateCode: string;

  /** Null where there was no such template on offer: the organization then began without modules. */
  @Property({ type: 'uuid', nullable: true })
  templateVersionId: string | null;

  /** 0 where there was none. */
  @Property({ type: 'integer' })
  version: number;

  @Enum({ items: () => ApplicationState, type: 'text' })
  state: ApplicationState;

  /** The configuration that the template wrote, by module key. */
  @Property({ type: 'json' })
  baseConfig: Record<string, JsonObject>;

  @Property({ type: 'uuid', nullable: true })
  appliedBy: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  appliedAt: Date = new Date();

  constructor(init: NewTemplateApplication) {
    super();
    this.organizationId = init.organizationId;
    this.templateCode = init.templateCode;
    this.templateVersionId = init.version?.id ?? null;
    this.version = init.version?.version ?? 0;
    this.state = init.state;
    this.baseConfig = init.baseConfig;
    this.appliedBy = init.appliedBy;
  }
}
