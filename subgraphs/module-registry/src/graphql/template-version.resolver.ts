import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import type { TemplateApplication } from '../domain/template-application.entity.js';
import type { TemplateItem, TemplateVersion } from '../domain/template-version.entity.js';
import { ModuleType } from './module.type.js';
import { OrganizationType, UserType } from './organization-module.type.js';
import { IndustryTemplateType, TemplateApplicationType, TemplateItemType, TemplateVersionType } from './template.type.js';

@Resolver(() => TemplateVersionType)
export class TemplateVersionResolver {
  @FieldResolver(() => IndustryTemplateType, { description: 'Whose version it is.' })
  template(@Root() { templateCode }: TemplateVersion, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.templateByCode.load(templateCode);
  }
}

@Resolver(() => TemplateItemType)
export class TemplateItemResolver {
  @FieldResolver(() => ModuleType, { description: 'The module itself.' })
  module(@Root() { moduleKey }: TemplateItem, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.moduleByKey.load(moduleKey);
  }
}

@Resolver(() => TemplateApplicationType)
export class TemplateApplicationResolver {
  @FieldResolver(() => OrganizationType, { description: 'To whom it was applied.' })
  organization(@Root() { organizationId }: TemplateApplication) {
    return { id: organizationId };
  }

  @FieldResolver(() => IndustryTemplateType, { nullable: true, description: 'What was applied; null where there was no such template.' })
  template(@Root() { templateCode }: TemplateApplication, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.templateByCode.load(templateCode);
  }

  @FieldResolver(() => TemplateVersionType, { nullable: true, description: 'Its version; null where no template was on offer.' })
  version(@Root() { templateVersionId }: TemplateApplication, @Ctx() ctx: RegistryContext) {
    return templateVersionId ? ctx.loaders.templateVersionById.load(templateVersionId) : null;
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who did it; null for a sign-up.' })
  appliedBy(@Root() { appliedBy }: TemplateApplication) {
    return appliedBy ? { id: appliedBy } : null;
  }

  @FieldResolver(() => Boolean, { description: 'The template has a newer version.' })
  async outdated(@Root() { templateCode, templateVersionId }: TemplateApplication, @Ctx() ctx: RegistryContext) {
    const template = await ctx.loaders.templateByCode.load(templateCode);
    return Boolean(template) && template?.currentVersionId !== templateVersionId;
  }
}
