import { Json, mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { assignModule } from '../actions/assign-module.js';
import { configureModule } from '../actions/configure-module.js';
import { scheduleModule } from '../actions/schedule-module.js';
import { disableModule, enableModule } from '../actions/switch-module.js';
import { unassignModule } from '../actions/unassign-module.js';
import type { RegistryContext } from '../context.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import type { OrganizationModuleInfo } from '../queries/module-caches.js';
import { readConfig } from '../queries/read-config.js';
import { ModuleType, ModuleVersionType } from './module.type.js';
import {
  ModuleConfigureInput,
  OrganizationModuleAssignInput,
  OrganizationModuleInput,
  OrganizationModuleScheduleArgs,
} from './organization-module.inputs.js';
import { OrganizationModuleType, OrganizationType } from './organization-module.type.js';
import { WRITES_ORGANIZATION_MODULES } from './registry.directives.js';
import { OrganizationModulePayload } from './registry.payloads.js';

const OF_INPUT = '@tenantScoped(argument: "input.organizationId")';

@Resolver(() => OrganizationModuleType)
export class OrganizationModuleResolver {
  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive(OF_INPUT)
  @Mutation(() => OrganizationModulePayload, {
    description: 'Gives an organization a module and what that needs.',
  })
  organizationModuleAssign(
    @Arg('input', () => OrganizationModuleAssignInput) input: OrganizationModuleAssignInput,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ organizationModule: await assignModule(ctx, input) }));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive(OF_INPUT)
  @Mutation(() => OrganizationModulePayload, { description: 'Takes a module from an organization; its data and configuration are kept.' })
  organizationModuleUnassign(@Arg('input', () => OrganizationModuleInput) input: OrganizationModuleInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ organizationModule: await unassignModule(ctx, input) }));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive(OF_INPUT)
  @Mutation(() => OrganizationModulePayload, { description: 'Lets members use a module.' })
  organizationModuleEnable(@Arg('input', () => OrganizationModuleInput) input: OrganizationModuleInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ organizationModule: await enableModule(ctx, input) }));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive(OF_INPUT)
  @Mutation(() => OrganizationModulePayload, { description: 'Keeps members out of a module; nothing of it is lost.' })
  organizationModuleDisable(@Arg('input', () => OrganizationModuleInput) input: OrganizationModuleInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ organizationModule: await disableModule(ctx, input) }));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive(OF_INPUT)
  @Mutation(() => OrganizationModulePayload, { description: 'Sets what differs from the defaults of a module.' })
  organizationModuleConfigure(@Arg('input', () => ModuleConfigureInput) input: ModuleConfigureInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ organizationModule: await configureModule(ctx, input) }));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive('@tenantScoped(argument: "organizationId")')
  @Mutation(() => OrganizationModulePayload, {
    description:
      'Has a module switched on, off, or on and later off by itself. Takes the place of what was scheduled for it before; without a time it takes that back.',
  })
  organizationModuleSchedule(
    @Args(() => OrganizationModuleScheduleArgs) args: OrganizationModuleScheduleArgs,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ organizationModule: await scheduleModule(ctx, args) }));
  }

  @FieldResolver(() => OrganizationType, { description: 'Whose it is.' })
  organization(@Root() { organizationId }: OrganizationModule) {
    return { id: organizationId };
  }

  @FieldResolver(() => ModuleType, { description: 'What the registry says about it.' })
  module(@Root() { moduleKey }: OrganizationModule, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.moduleByKey.load(moduleKey);
  }

  @FieldResolver(() => ModuleVersionType, { description: 'The version that is installed.' })
  version(@Root() { versionId }: OrganizationModule, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.versionById.load(versionId);
  }

  @FieldResolver(() => Json, { description: 'The whole configuration: what the organization set, and defaults for the rest.' })
  config(@Root() row: OrganizationModule | OrganizationModuleInfo, @Ctx() ctx: RegistryContext) {
    return readConfig(ctx, row);
  }
}
