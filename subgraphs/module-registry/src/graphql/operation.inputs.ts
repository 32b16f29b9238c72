import { pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { ApplyRollout } from '../actions/apply-rollout.js';
import type { BulkApplyTemplate } from '../actions/bulk-apply-template.js';
import type { BulkAssignModules } from '../actions/bulk-assign-modules.js';
import type { OrganizationConditions } from '../domain/operation-command.js';
import type { OperationFilter } from '../queries/list-operations.js';
import { OperationItemStatus, OperationKind, OperationStatus, ServiceStatus } from './operation.enums.js';
import { MergeStrategy } from './registry.enums.js';

@InputType('OperationFilter', { description: 'Narrows a list of operations; conditions are joined by and.' })
export class OperationFilterInput implements OperationFilter {
  @Field(() => [OperationKind], { nullable: true, description: 'Any of these.' })
  kind?: OperationKind[] | null;

  @Field(() => [OperationStatus], { nullable: true, description: 'Any of these.' })
  status?: OperationStatus[] | null;
}

@ArgsType()
export class OperationsArgs extends pageArgsType() {
  @Field(() => OperationFilterInput, { nullable: true })
  filter?: OperationFilterInput | null;
}

@ArgsType()
export class OperationItemsArgs extends pageArgsType(50) {
  @Field(() => [OperationItemStatus], { nullable: true, description: 'Any of these.' })
  status?: OperationItemStatus[] | null;
}

@InputType('OperationTargetFilter', {
  description: 'Conditions on organizations, as the module registry knows them: a moment behind. They are joined by and.',
})
export class OperationTargetFilterInput implements OrganizationConditions {
  @Field(() => [ID], { nullable: true, description: 'Codes of the industries that they signed up with: any of these.' })
  industryCode?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Keys of the plans that they have: any of these.' })
  planKey?: string[] | null;

  @Field(() => [ServiceStatus], { nullable: true, description: 'Any of these.' })
  status?: ServiceStatus[] | null;
}

@InputType('OperationTargetInput', {
  description: 'Whom an operation is for, at the time of the request: organizations by id, or all that meet conditions.',
})
export class OperationTargetInput {
  @Field(() => [ID], { nullable: true, description: '1 to 10000 organizations. Members may name their own one.' })
  organizationIds?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: 'All organizations, or all that meet the filter; for platform staff.' })
  all!: boolean;

  @Field(() => OperationTargetFilterInput, { nullable: true, description: 'Goes with `all` only.' })
  filter?: OperationTargetFilterInput | null;
}

@InputType('OperationRequestInput')
abstract class OperationRequestInput {
  @Field(() => OperationTargetInput, { description: 'Whom it is for.' })
  target!: OperationTargetInput;

  @Field(() => String, {
    description:
      'Of your own making, 8 to 200 characters. The same key with the same input is the same operation, however often it is sent.',
  })
  idempotencyKey!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Do nothing, but answer with `plan` what it would do as things stand.' })
  dryRun!: boolean;
}

@InputType('ModulesBulkAssignInput', {
  description: 'Modules for many organizations: each gets all of them, with what they need, or none.',
})
export class ModulesBulkAssignInput extends OperationRequestInput implements BulkAssignModules {
  @Field(() => [ID], { description: '1 to 100 modules that are on offer. Those that an organization has already stay as they are.' })
  moduleKeys!: string[];

  @Field(() => Boolean, { defaultValue: true, description: 'Whether members may use them at once.' })
  enabled!: boolean;
}

@InputType('TemplateApplyBulkInput', { description: 'A template for many organizations.' })
export class TemplateApplyBulkInput extends OperationRequestInput implements BulkApplyTemplate {
  @Field(() => ID, { description: 'Code of the template. Each organization gets the version that is current when its turn comes.' })
  code!: string;

  @Field(() => MergeStrategy, {
    description: 'What happens to what is there already.',
    defaultValue: MergeStrategy.KEEP_EXISTING,
  })
  strategy!: MergeStrategy;
}

@InputType('ModuleRolloutApplyInput', { description: 'A module for those of many organizations that its rollout reaches.' })
export class ModuleRolloutApplyInput extends OperationRequestInput implements ApplyRollout {
  @Field(() => ID, { description: 'A module that is on offer. Its rollout is judged as it is when the turn of an organization comes.' })
  moduleKey!: string;
}
