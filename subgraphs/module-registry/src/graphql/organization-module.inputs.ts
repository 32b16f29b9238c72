import { DateTime, Json, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { ApplyTemplate } from '../actions/apply-template.js';
import type { AssignModule } from '../actions/assign-module.js';
import type { ConfigureModule } from '../actions/configure-module.js';
import type { ScheduleModule } from '../actions/schedule-module.js';
import type { ModuleOfOrganization } from '../actions/unassign-module.js';
import { ConfigMode, InstallState, MergeStrategy } from './registry.enums.js';

@ArgsType()
export class OrganizationModulesArgs extends pageArgsType(50) {
  @Field(() => [InstallState], { nullable: true, description: 'Any of these; without it all but NOT_INSTALLED.' })
  state?: InstallState[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that are switched on, or off.' })
  enabled?: boolean | null;
}

@InputType('OrganizationModuleInput', { description: 'A module of an organization.' })
export class OrganizationModuleInput implements ModuleOfOrganization {
  @Field(() => ID, { description: 'Whose module.' })
  organizationId!: string;

  @Field(() => ID, { description: 'The module.' })
  moduleKey!: string;
}

@InputType('OrganizationModuleAssignInput', { description: 'A module for an organization.' })
export class OrganizationModuleAssignInput implements AssignModule {
  @Field(() => ID, { description: 'Who gets it.' })
  organizationId!: string;

  @Field(() => ID, { description: 'The module.' })
  moduleKey!: string;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether members may use it at once.' })
  enabled!: boolean;

  @Field(() => Json, {
    nullable: true,
    description: "What differs from the module's defaults. Without it a kept configuration comes back.",
  })
  config?: unknown;
}

@ArgsType()
export class OrganizationModuleScheduleArgs implements ScheduleModule {
  @Field(() => ID, { description: 'Whose module.' })
  organizationId!: string;

  @Field(() => ID, { description: 'The module, which the organization must have.' })
  moduleKey!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it is switched on: in the future.' })
  enableAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is switched off: in the future, and after `enableAt`.' })
  disableAt?: Date | null;
}

@InputType('ModuleConfigureInput', { description: 'Another configuration of a module.' })
export class ModuleConfigureInput implements ConfigureModule {
  @Field(() => ID, { description: 'Whose module.' })
  organizationId!: string;

  @Field(() => ID, { description: 'The module.' })
  moduleKey!: string;

  @Field(() => Json, { description: "A JSON object, up to 64 KB. With the defaults below it, it must satisfy the version's schema." })
  config!: unknown;

  @Field(() => ConfigMode, { description: 'Replace the whole configuration, or merge into it.', defaultValue: ConfigMode.MERGE_PATCH })
  mode!: ConfigMode;

  @Field(() => Int, {
    nullable: true,
    description: 'The `configRevision` that was read: refuse with REVISION_CONFLICT if it has moved on.',
  })
  expectedRevision?: number | null;

  @Field(() => String, { nullable: true, description: '3 to 500 characters, for the history.' })
  reason?: string | null;
}

@InputType('TemplateApplyInput', { description: 'A template for an organization.' })
export class TemplateApplyInput implements ApplyTemplate {
  @Field(() => ID, { description: 'Who gets the modules.' })
  organizationId!: string;

  @Field(() => ID, { description: 'Code of the template.' })
  code!: string;

  @Field(() => MergeStrategy, {
    description: 'What happens to configurations that are there already.',
    defaultValue: MergeStrategy.KEEP_EXISTING,
  })
  strategy!: MergeStrategy;
}
