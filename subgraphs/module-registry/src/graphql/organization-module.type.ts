import { connectionType, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { ModuleSchedule } from '../domain/module-schedule.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { InstallSource, InstallState, ScheduleStatus } from './registry.enums.js';

type Shown = 'id' | 'state' | 'enabled' | 'source' | 'configRevision' | 'enabledAt' | 'disabledAt' | 'revision';

@Directive('@key(fields: "id")')
@ObjectType('Organization', { description: 'A customer of the platform, with the modules that it has.' })
export class OrganizationType {
  @Field(() => ID)
  readonly id!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User', { description: 'A person known to the platform.' })
export class UserType {
  @Field(() => ID)
  readonly id!: string;
}

@Directive('@tenantScoped')
@ObjectType('ModuleSchedule', { description: 'When a module is switched on and off by itself, and what became of it.' })
export class ModuleScheduleType implements Pick<ModuleSchedule, 'enableAt' | 'disableAt' | 'status' | 'failureReason'> {
  @Field(() => DateTime, { nullable: true, description: 'When it is switched on.' })
  readonly enableAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is switched off.' })
  readonly disableAt!: Date | null;

  @Field(() => ScheduleStatus, { description: 'What became of it so far.' })
  readonly status!: ScheduleStatus;

  @Field(() => String, { nullable: true, description: 'Why it failed, where it did.' })
  readonly failureReason!: string | null;
}

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('OrganizationModule', { description: 'A module as one organization has it.' })
export class OrganizationModuleType implements Pick<OrganizationModule, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => InstallState, { description: 'How far its installation is.' })
  readonly state!: InstallState;

  @Field(() => Boolean, { description: 'Whether members may use it.' })
  readonly enabled!: boolean;

  @Field(() => InstallSource, { description: 'How the organization came by it.' })
  readonly source!: InstallSource;

  @Field(() => Int, { description: 'Counts the changes of the configuration; for `expectedRevision` of organizationModuleConfigure.' })
  readonly configRevision!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it was last switched on.' })
  readonly enabledAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last switched off.' })
  readonly disabledAt!: Date | null;

  @Field(() => ModuleScheduleType, { nullable: true, description: 'What was scheduled for it last; null where nothing ever was.' })
  readonly schedule!: ModuleScheduleType | null;

  @Field(() => Int, { description: 'Counts every change: of state and of configuration.' })
  readonly revision!: number;
}

export const OrganizationModuleConnectionType = connectionType('OrganizationModule', () => OrganizationModuleType, { totalCount: true });
