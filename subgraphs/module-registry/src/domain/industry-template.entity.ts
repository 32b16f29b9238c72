import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export enum TemplateStatus {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
}

export interface NewIndustryTemplate {
  code: string;
  name: string;
  description?: string | null;
  currentVersionId: string;
}

/** The first set of modules for the organizations of an industry. Which modules those are is in its versions. */
@Entity()
export class IndustryTemplate extends BaseEntity {
  @Unique()
  @Property({ type: 'text' })
  code: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', nullable: true })
  description: string | null;

  @Enum({ items: () => TemplateStatus, type: 'text' })
  status: TemplateStatus = TemplateStatus.ACTIVE;

  /** The published version that is applied. */
  @Property({ type: 'uuid' })
  currentVersionId: string;

  constructor({ code, name, description, currentVersionId }: NewIndustryTemplate) {
    super();
    this.code = code;
    this.name = name;
    this.description = description ?? null;
    this.currentVersionId = currentVersionId;
  }
}
