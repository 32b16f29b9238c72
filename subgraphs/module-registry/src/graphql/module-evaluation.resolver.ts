import { Json } from '@supergraph/kernel/graphql';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { withDefaults } from '../domain/json.js';
import type { ModuleEvaluation } from '../queries/evaluate-modules.js';
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
  async config(@Root() { organizationId, moduleKey }: ModuleEvaluation, @Ctx() { loaders }: RegistryContext) {
    const row = await loaders.organizationModule.load({ organizationId, moduleKey });
    if (!row?.isInstalled) return {};
    const version = await loaders.versionById.load(row.versionId);
    return withDefaults(version?.defaultConfig ?? {}, row.config);
  }
}
