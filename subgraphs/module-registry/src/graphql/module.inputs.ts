import { DateTime, Json, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { RegisterModule } from '../actions/register-module.js';
import type { SetRollout } from '../actions/set-rollout.js';
import type { UpdateModule } from '../actions/update-module.js';
import type { ModuleFilter } from '../queries/list-modules.js';
import { ModuleCategory, ModuleStatus } from './registry.enums.js';

@InputType('ModuleFilter', { description: 'Narrows a list of modules; conditions are joined by and.' })
export class ModuleFilterInput implements ModuleFilter {
  @Field(() => [ModuleStatus], { nullable: true, description: 'Any of these. Drafts are shown to platform staff only.' })
  status?: ModuleStatus[] | null;

  @Field(() => [ModuleCategory], { nullable: true, description: 'Any of these.' })
  category?: ModuleCategory[] | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or the key.' })
  query?: string | null;
}

@ArgsType()
export class ModulesArgs extends pageArgsType(50) {
  @Field(() => ModuleFilterInput, { nullable: true })
  filter?: ModuleFilterInput | null;
}

@InputType('RequirementInput', { description: 'That a module needs another one.' })
export class RequirementInput {
  @Field(() => ID, { description: 'The module that is needed.' })
  moduleKey!: string;

  @Field(() => String, { description: 'Semver range: "^1.2.0".' })
  range!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'It works without, but better with.' })
  optional!: boolean;
}

@InputType('ModuleRegisterInput', { description: 'A new module with its first version; it begins as a draft.' })
export class ModuleRegisterInput implements RegisterModule {
  @Field(() => ID, { description: 'Lower-case kebab, 2 to 50 characters; it never changes.' })
  key!: string;

  @Field(() => String, { description: '1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 1000 characters.' })
  description?: string | null;

  @Field(() => ModuleCategory, { description: 'How it is offered.' })
  category!: ModuleCategory;

  @Field(() => String, { nullable: true, description: 'Name in the icon set.' })
  icon?: string | null;

  @Field(() => String, { nullable: true, description: 'Hex code: "#2563eb".' })
  color?: string | null;

  @Field(() => String, { nullable: true, description: 'The service that does its work.' })
  serviceName?: string | null;

  @Field(() => String, { nullable: true, description: 'A path or an http(s) URL.' })
  endpoint?: string | null;

  @Field(() => [String], { nullable: true, description: 'Such as "projects:write".' })
  permissions?: string[] | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether an organization can switch it off or give it up.' })
  removable!: boolean;

  @Field(() => String, { defaultValue: '1.0.0', description: 'Semantic version that it begins with.' })
  version!: string;

  @Field(() => Json, {
    nullable: true,
    description: 'JSON Schema (2020-12) of its configuration, up to 64 KB; without one there is nothing to configure.',
  })
  configSchema?: unknown;

  @Field(() => Json, { nullable: true, description: 'Must satisfy the schema.' })
  defaultConfig?: unknown;

  @Field(() => [RequirementInput], { nullable: true, description: 'Modules that it needs.' })
  requires?: RequirementInput[] | null;
}

@InputType('ModuleUpdateInput', { description: 'Fields that are left out stay as they are; null empties those that can be empty.' })
export class ModuleUpdateInput implements UpdateModule {
  @Field(() => String, { nullable: true, description: '1 to 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 1000 characters.' })
  description?: string | null;

  @Field(() => ModuleCategory, { description: 'How it is offered from now on.', nullable: true })
  category?: ModuleCategory | null;

  @Field(() => String, { nullable: true, description: 'Name in the icon set.' })
  icon?: string | null;

  @Field(() => String, { nullable: true, description: 'Hex code: "#2563eb".' })
  color?: string | null;

  @Field(() => String, { nullable: true, description: 'The service that does its work.' })
  serviceName?: string | null;

  @Field(() => String, { nullable: true, description: 'A path or an http(s) URL.' })
  endpoint?: string | null;

  @Field(() => [String], { nullable: true, description: 'Such as "projects:write".' })
  permissions?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the module has moved on.' })
  expectedRevision?: number | null;
}

@InputType('RolloutMilestoneInput', { description: 'A percentage that holds from a time on.' })
export class RolloutMilestoneInput {
  @Field(() => Int, { description: '0 to 100.' })
  percentage!: number;

  @Field(() => DateTime, { description: 'In the future; no two at one time.' })
  startsAt!: Date;
}

@InputType('RolloutInput', { description: 'Which organizations a module reaches.' })
export class RolloutInput implements SetRollout {
  @Field(() => Int, { description: '0 to 100.' })
  percentage!: number;

  @Field(() => String, { defaultValue: 'organizationId', description: 'Only "organizationId": an organization has it as a whole, or not.' })
  stickiness!: string;

  @Field(() => String, { nullable: true, description: "1 to 100 characters; without it the module's key." })
  groupId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Reached whatever the percentage; at most 1000.' })
  organizationAllow?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Not reached, whatever else holds; at most 1000.' })
  organizationDeny?: string[] | null;

  @Field(() => [RolloutMilestoneInput], { nullable: true, description: 'Percentages to come; at most 20.' })
  milestones?: RolloutMilestoneInput[] | null;
}
