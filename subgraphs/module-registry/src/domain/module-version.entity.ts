import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import type { JsonObject } from './json.js';

export enum VersionStatus {
  DRAFT = 'DRAFT',
  PUBLISHED = 'PUBLISHED',
  YANKED = 'YANKED',
}

/** That a module needs another one, or gets along better with it (`optional`). */
export interface ModuleRequirement {
  moduleKey: string;
  /** Versions that will do, as a semver range. */
  range: string;
  optional: boolean;
}

export interface NewModuleVersion {
  moduleKey: string;
  version: string;
  configSchema: JsonObject;
  defaultConfig: JsonObject;
  requires: ModuleRequirement[];
  changelog?: string | null;
}

/** What a module is at one version: how it is configured, what it needs. Published versions never change. */
@Entity()
@Unique({ properties: ['moduleKey', 'version'] })
export class ModuleVersion extends BaseEntity {
  @Property({ type: 'text' })
  moduleKey: string;

  /** Semver. */
  @Property({ type: 'text' })
  version: string;

  @Enum({ items: () => VersionStatus, type: 'text' })
  status: VersionStatus = VersionStatus.PUBLISHED;

  /** JSON Schema 2020-12 of a whole configuration. As json, not jsonb: forms follow the order of its properties. */
  @Property({ type: 'json', columnType: 'json' })
  configSchema: JsonObject;

  @Property({ type: 'json' })
  defaultConfig: JsonObject;

  @Property({ type: 'json' })
  requires: ModuleRequirement[];

  @Property({ type: 'text', nullable: true })
  changelog: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  publishedAt: Date | null = new Date();

  constructor(init: NewModuleVersion) {
    super();
    this.moduleKey = init.moduleKey;
    this.version = init.version;
    this.configSchema = init.configSchema;
    this.defaultConfig = init.defaultConfig;
    this.requires = init.requires;
    this.changelog = init.changelog ?? null;
  }
}
