import { Arg, Args, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { evaluateModules } from '../queries/evaluate-modules.js';
import { listOrganizationModules } from '../queries/list-organization-modules.js';
import { ModuleEvaluationType } from './module-evaluation.type.js';
import { OrganizationModulesArgs } from './organization-module.inputs.js';
import { OrganizationModuleConnectionType, OrganizationModuleType, OrganizationType } from './organization-module.type.js';
import { READS_ORGANIZATION_MODULES } from './registry.directives.js';
import { TemplateApplicationType } from './template.type.js';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@tenantScoped')
  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => OrganizationModuleConnectionType, { description: 'The modules that it has, the newest first.' })
  modules(
    @Root() { id }: OrganizationType,
    @Args(() => OrganizationModulesArgs) args: OrganizationModulesArgs,
    @Ctx() ctx: RegistryContext,
  ) {
    return listOrganizationModules(ctx, id, args);
  }

  @Directive('@tenantScoped')
  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => OrganizationModuleType, {
    nullable: true,
    description: 'One module; null where it never had it, and with the state NOT_INSTALLED where it gave it up.',
  })
  module(@Root() { id }: OrganizationType, @Arg('key', () => ID) key: string, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.organizationModule.load({ organizationId: id, moduleKey: key });
  }

  @Directive('@tenantScoped')
  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => [TemplateApplicationType], { description: 'The templates that were applied to it, the latest first.' })
  templateApplications(@Root() { id }: OrganizationType, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.applicationsOf.load(id);
  }

  @Directive('@tenantScoped')
  @FieldResolver(() => [ModuleEvaluationType], {
    description:
      'Which modules its members can use now, and why: the given ones in the given order, or without keys all that are in use or that it ever had, by key. Keys of which there is no module are left out.',
  })
  evaluateModules(
    @Root() { id }: OrganizationType,
    @Arg('keys', () => [ID], { nullable: true, description: 'At most 100.' }) keys: string[] | null,
    @Ctx() ctx: RegistryContext,
  ) {
    return evaluateModules(ctx, id, keys);
  }
}
