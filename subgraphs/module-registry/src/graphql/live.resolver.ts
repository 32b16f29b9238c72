import type { EventRecord } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { liveFacts } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { findModule } from '../queries/find-module.js';
import { organizationModuleChanges, registryChanges, templateChanges } from './live.enums.js';
import {
  OrganizationModuleEventFilterInput,
  OrganizationModuleEventType,
  RegistryEventFilterInput,
  RegistryEventType,
  TemplateEventFilterInput,
  TemplateEventType,
} from './live.type.js';
import { ModuleType } from './module.type.js';
import { OrganizationModuleType } from './organization-module.type.js';
import { READS_ORGANIZATION_MODULES } from './registry.directives.js';
import { IndustryTemplateType } from './template.type.js';

interface OfModule {
  moduleKey: string;
  organizationModuleId: string;
}

@Resolver(() => OrganizationModuleEventType)
export class OrganizationModuleEventResolver {
  @Directive(READS_ORGANIZATION_MODULES)
  @Directive('@tenantScoped(argument: "organizationId")')
  @Subscription(() => OrganizationModuleEventType, {
    description: 'Each change of the modules of an organization: assigned, switched, configured, scheduled, given up.',
  })
  organizationModuleChanged(
    @Arg('organizationId', () => ID, { description: 'Whose modules.' }) _organizationId: string,
    @Arg('filter', () => OrganizationModuleEventFilterInput, { nullable: true }) _filter: OrganizationModuleEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { organizationModuleId, moduleKey } = event.payload as OfModule;
    return { ...liveFacts(event), change: organizationModuleChanges.kindOf(event), organizationModuleId, moduleKey };
  }

  @FieldResolver(() => OrganizationModuleType, {
    nullable: true,
    description: 'The module as the organization has it now, which may be later than the change; null where it is gone.',
  })
  organizationModule(@Root() { organizationModuleId }: OfModule, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.organizationModuleById.load(organizationModuleId);
  }
}

@Resolver(() => RegistryEventType)
export class RegistryEventResolver {
  @Directive('@authenticated')
  @Subscription(() => RegistryEventType, {
    description: 'Each change of the registry that you may see: modules in preparation are shown to platform staff only.',
  })
  registryChanged(
    @Arg('filter', () => RegistryEventFilterInput, { nullable: true }) _filter: RegistryEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { moduleKey } = event.payload as OfModule;
    return { ...liveFacts(event), change: registryChanges.kindOf(event), moduleKey };
  }

  @FieldResolver(() => ModuleType, { nullable: true, description: 'The module as it is now; null where you may not see it.' })
  module(@Root() { moduleKey }: OfModule, @Ctx() ctx: RegistryContext) {
    return findModule(ctx, moduleKey);
  }
}

@Resolver(() => TemplateEventType)
export class TemplateEventResolver {
  @Directive('@authenticated')
  @Subscription(() => TemplateEventType, { description: 'Each change of the industry templates.' })
  templateChanged(
    @Arg('filter', () => TemplateEventFilterInput, { nullable: true }) _filter: TemplateEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { code } = event.payload as { code: string };
    return { ...liveFacts(event), change: templateChanges.kindOf(event), code };
  }

  @FieldResolver(() => IndustryTemplateType, { nullable: true, description: 'The template as it is now.' })
  template(@Root() { code }: TemplateEventType, @Ctx() { loaders }: RegistryContext) {
    return loaders.templateByCode.load(code);
  }
}
