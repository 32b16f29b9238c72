import { DateTime, Json } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { IndustryTemplate } from '../domain/industry-template.entity.js';
import type { JsonObject } from '../domain/json.js';
import type { TemplateApplication } from '../domain/template-application.entity.js';
import type { TemplateItem, TemplateVersion } from '../domain/template-version.entity.js';
import { ApplicationState, TemplateStatus, VersionStatus } from './registry.enums.js';

@Directive('@key(fields: "code")')
@ObjectType('IndustryTemplate', { description: 'The first set of modules for the organizations of an industry.' })
export class IndustryTemplateType implements Pick<IndustryTemplate, 'code' | 'name' | 'description' | 'status' | 'revision'> {
  @Field(() => ID, { description: 'Stable name for programs; `industryCode` of a sign-up.' })
  readonly code!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Which organizations it suits.' })
  readonly description!: string | null;

  @Field(() => TemplateStatus, { description: 'Whether it can be chosen.' })
  readonly status!: TemplateStatus;

  @Field(() => Int, { description: 'Counts the changes of the template.' })
  readonly revision!: number;
}

@ObjectType('TemplateItem', { description: 'A module of a template.' })
export class TemplateItemType implements Omit<TemplateItem, 'moduleKey'> {
  @Field(() => Boolean, { description: 'The industry makes no sense without it; the others are suggestions.' })
  readonly required!: boolean;

  @Field(() => Json, { description: "Laid over the module's own defaults." })
  readonly defaultConfig!: JsonObject;

  @Field(() => Int, { description: 'Place in the list: smaller ones first.' })
  readonly displayOrder!: number;
}

@Directive('@key(fields: "id")')
@ObjectType('TemplateVersion', { description: 'The modules of a template at one version. A published version never changes.' })
export class TemplateVersionType implements Pick<TemplateVersion, 'id' | 'version' | 'status' | 'changelog' | 'publishedAt'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => Int, { description: '1, 2, 3 …' })
  readonly version!: number;

  @Field(() => VersionStatus, { description: 'Whether it can be used.' })
  readonly status!: VersionStatus;

  @Field(() => [TemplateItemType], { description: 'In the order of display.' })
  readonly items!: TemplateItemType[];

  @Field(() => String, { nullable: true, description: 'What is new in it.' })
  readonly changelog!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was published.' })
  readonly publishedAt!: Date | null;
}

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('TemplateApplication', { description: 'That a template was applied to an organization.' })
export class TemplateApplicationType implements Pick<TemplateApplication, 'id' | 'state' | 'appliedAt'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => ApplicationState, { description: 'How far it went.' })
  readonly state!: ApplicationState;

  @Field(() => DateTime, { description: 'When it was applied.' })
  readonly appliedAt!: Date;
}
