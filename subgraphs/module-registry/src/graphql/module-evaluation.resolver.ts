import { Json } from '@supergraph/kernel/graphql';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { InstallState } from '../domain/organization-module.entity.js';
import type { ModuleEvaluation } from '../queries/evaluate-modules.js';
import { readConfig } from '../queries/read-config.js';
import { ModuleType } from './module.type.js';
import { ModuleEvaluationType } from './module-evaluation.type.js';
import { READS_ORGANIZATION_MODULES } from './registry.directives.js';

@Resolver(() => ModuleEvaluationType)
export class ModuleEvaluationResolver {
  @FieldResolver(() => ModuleType, { description: 'What was evaluated.' })
  module(@Root() { moduleKey }: ModuleEvaluation, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.moduleByKey.load(moduleKey);
  }

  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => Json, { description: 'The whole configuration; empty where the organization does not have the module.' })
  async config(@Root() { organizationId, moduleKey }: ModuleEvaluation, @Ctx() ctx: RegistryContext) {
    const row = await ctx.loaders.organizationModule.load({ organizationId, moduleKey });
    return row?.state === InstallState.INSTALLED ? readConfig(ctx, row) : {};
  }
}
