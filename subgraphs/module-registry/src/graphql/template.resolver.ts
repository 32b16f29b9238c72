import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { applyTemplate } from '../actions/apply-template.js';
import { createTemplate } from '../actions/create-template.js';
import { createTemplateVersion } from '../actions/create-template-version.js';
import { setTemplateStatus } from '../actions/set-template-status.js';
import type { RegistryContext } from '../context.js';
import type { IndustryTemplate } from '../domain/industry-template.entity.js';
import { listTemplates } from '../queries/list-templates.js';
import { TemplateApplyInput } from './organization-module.inputs.js';
import { WRITES_ORGANIZATION_MODULES } from './registry.directives.js';
import { TemplateStatus } from './registry.enums.js';
import { TemplateApplyPayload, TemplatePayload } from './registry.payloads.js';
import { TemplateInput, TemplateItemInput } from './template.inputs.js';
import { IndustryTemplateType, TemplateVersionType } from './template.type.js';

const WRITES_TEMPLATES = '@requiresScopes(scopes: [["platform:templates:write"], ["platform:modules:write"]])';

@Resolver(() => IndustryTemplateType)
export class TemplateResolver {
  @Query(() => [IndustryTemplateType], { description: 'The industries to choose from at sign-up, by name, for everybody.' })
  industryTemplates(
    @Arg('activeOnly', () => Boolean, { defaultValue: true, description: 'False: those that are not on offer, too.' }) activeOnly: boolean,
    @Ctx() ctx: RegistryContext,
  ) {
    return listTemplates(ctx, activeOnly);
  }

  @Query(() => IndustryTemplateType, { nullable: true, description: 'One template, for everybody.' })
  industryTemplate(@Arg('code', () => ID) code: string, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.templateByCode.load(code);
  }

  @Directive(WRITES_TEMPLATES)
  @Mutation(() => TemplatePayload, { description: 'Puts a new industry on offer.' })
  templateCreate(@Arg('input', () => TemplateInput) input: TemplateInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ template: await createTemplate(ctx, input) }));
  }

  @Directive(WRITES_TEMPLATES)
  @Mutation(() => TemplatePayload, { description: 'Publishes a new version of a template; organizations keep what they have.' })
  templateVersionCreate(
    @Arg('code', () => ID) code: string,
    @Arg('items', () => [TemplateItemInput]) items: TemplateItemInput[],
    @Arg('changelog', () => String, { nullable: true }) changelog: string | null,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ template: await createTemplateVersion(ctx, { code, items, changelog }) }));
  }

  @Directive(WRITES_TEMPLATES)
  @Mutation(() => TemplatePayload, { description: 'Puts a template on offer or takes it off.' })
  templateStatusSet(
    @Arg('code', () => ID) code: string,
    @Arg('status', () => TemplateStatus) status: TemplateStatus,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ template: await setTemplateStatus(ctx, { code, status }) }));
  }

  @Directive('@cost(weight: 100)')
  @Directive(WRITES_ORGANIZATION_MODULES)
  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Mutation(() => TemplateApplyPayload, {
    description: 'Gives an organization the modules of a template. Once more, it changes nothing.',
  })
  templateApply(@Arg('input', () => TemplateApplyInput) input: TemplateApplyInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ application: await applyTemplate(ctx, input) }));
  }

  @FieldResolver(() => TemplateVersionType, { nullable: true, description: 'The version that is applied.' })
  current(@Root() { currentVersionId }: IndustryTemplate, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.templateVersionById.load(currentVersionId);
  }

  @FieldResolver(() => [TemplateVersionType], { description: 'All versions, the newest first.' })
  versions(@Root() { code }: IndustryTemplate, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.versionsOfTemplate.load(code);
  }
}
