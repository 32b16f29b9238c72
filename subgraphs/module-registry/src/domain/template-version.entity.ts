import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import type { JsonObject } from './json.js';
import { VersionStatus } from './module-version.entity.js';

export interface TemplateItem {
  moduleKey: string;
  /** The industry makes no sense without it; the others are suggestions. */
  required: boolean;
  /** Laid over the module's own defaults. */
  defaultConfig: JsonObject;
  displayOrder: number;
}

/** The modules of a template at one version. Published versions never change. */
@Entity()
@Unique({ properties: ['templateCode', 'version'] })
export class TemplateVersion extends BaseEntity {
  @Property({ type: 'text' })
  templateCode: string;

  @Property({ type: 'integer' })
  version: number;

  @Enum({ items: () => VersionStatus, type: 'text' })
  status: VersionStatus = VersionStatus.PUBLISHED;

  /** In the order of display. */
  @Property({ type: 'json' })
  items: TemplateItem[];

  @Property({ type: 'text', nullable: true })
  changelog: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  publishedAt: Date | null = new Date();

  constructor(templateCode: string, version: number, { items, changelog }: { items: TemplateItem[]; changelog?: string | null }) {
    super();
    this.templateCode = templateCode;
    this.version = version;
    this.items = items.toSorted((one, other) => one.displayOrder - other.displayOrder);
    this.changelog = changelog ?? null;
  }
}
