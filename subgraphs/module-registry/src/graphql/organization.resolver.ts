import { Arg, Args, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { InstallState } from '../domain/organization-module.entity.js';
import { READ_SCOPES } from '../queries/read-scopes.js';
import { OrganizationModulesArgs } from './organization-module.inputs.js';
import { OrganizationModuleConnectionType, OrganizationModuleType, OrganizationType } from './organization-module.type.js';
import { TemplateApplicationType } from './template.type.js';

const READS_MODULES = `@requiresScopes(scopes: [${READ_SCOPES.map((scope) => `["${scope}"]`).join(', ')}])`;

const ALL_BUT_GIVEN_UP = Object.values(InstallState).filter((state) => state !== InstallState.NOT_INSTALLED);

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive(READS_MODULES)
  @FieldResolver(() => OrganizationModuleConnectionType, { description: 'The modules that it has, the newest first.' })
  modules(
    @Root() { id }: OrganizationType,
    @Args(() => OrganizationModulesArgs) { first, after, state, enabled }: OrganizationModulesArgs,
    @Ctx() ctx: RegistryContext,
  ) {
    const states = { sql: "c.state = any(string_to_array(?, ','))", param: (state ?? ALL_BUT_GIVEN_UP).join(',') };
    const conditions = enabled == null ? [states] : [states, { sql: 'c.enabled = ?', param: enabled }];
    const where = { sql: conditions.map(({ sql }) => sql).join(' and '), params: conditions.map(({ param }) => param) };
    return ctx.loaders.organizationModules.load({ parentId: id, first, after, query: { parentColumn: 'organization_id', where } });
  }

  @Directive(READS_MODULES)
  @FieldResolver(() => OrganizationModuleType, {
    nullable: true,
    description: 'One module; null where it never had it, and with the state NOT_INSTALLED where it gave it up.',
  })
  module(@Root() { id }: OrganizationType, @Arg('key', () => ID) key: string, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.organizationModule.load({ organizationId: id, moduleKey: key });
  }

  @Directive(READS_MODULES)
  @FieldResolver(() => [TemplateApplicationType], { description: 'The templates that were applied to it, the latest first.' })
  templateApplications(@Root() { id }: OrganizationType, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.applicationsOf.load(id);
  }
}
