import { Field, ObjectType } from 'type-graphql';
import { ModuleType } from './module.type.js';
import { OrganizationModuleType } from './organization-module.type.js';
import { UserErrorType } from './registry.errors.js';
import { IndustryTemplateType, TemplateApplicationType } from './template.type.js';

const EMPTY_WHERE_IT_WORKED = { description: 'Empty where it worked.' };

@ObjectType('ModulePayload', { description: 'The module as it is now, or why nothing changed.' })
export class ModulePayload {
  @Field(() => ModuleType, { description: 'The module as it is now; null where nothing changed.', nullable: true })
  readonly module?: ModuleType | null;

  @Field(() => [UserErrorType], EMPTY_WHERE_IT_WORKED)
  readonly userErrors!: object[];
}

@ObjectType('OrganizationModulePayload', { description: "The organization's module as it is now, or why nothing changed." })
export class OrganizationModulePayload {
  @Field(() => OrganizationModuleType, {
    description: 'The module as the organization has it now; null where nothing changed.',
    nullable: true,
  })
  readonly organizationModule?: OrganizationModuleType | null;

  @Field(() => [UserErrorType], EMPTY_WHERE_IT_WORKED)
  readonly userErrors!: object[];
}

@ObjectType('TemplatePayload', { description: 'The template as it is now, or why nothing changed.' })
export class TemplatePayload {
  @Field(() => IndustryTemplateType, { description: 'The template as it is now; null where nothing changed.', nullable: true })
  readonly template?: IndustryTemplateType | null;

  @Field(() => [UserErrorType], EMPTY_WHERE_IT_WORKED)
  readonly userErrors!: object[];
}

@ObjectType('TemplateApplyPayload', { description: 'What was done, or why nothing changed.' })
export class TemplateApplyPayload {
  @Field(() => TemplateApplicationType, { description: 'What was done; null where nothing changed.', nullable: true })
  readonly application?: TemplateApplicationType | null;

  @Field(() => [UserErrorType], EMPTY_WHERE_IT_WORKED)
  readonly userErrors!: object[];
}
