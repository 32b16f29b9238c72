import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { registerModule } from '../actions/register-module.js';
import { setModuleStatus } from '../actions/set-module-status.js';
import { setRollout } from '../actions/set-rollout.js';
import { updateModule } from '../actions/update-module.js';
import type { RegistryContext } from '../context.js';
import type { Module } from '../domain/module.entity.js';
import { findModule } from '../queries/find-module.js';
import { findModules } from '../queries/find-modules.js';
import { listModules } from '../queries/list-modules.js';
import { ModuleRegisterInput, ModulesArgs, ModuleUpdateInput, RolloutInput } from './module.inputs.js';
import { ModuleConnectionType, ModuleRequirementType, ModuleType, ModuleVersionType } from './module.type.js';
import { WRITES_MODULES } from './registry.directives.js';
import { ModuleStatus } from './registry.enums.js';
import { ModulePayload } from './registry.payloads.js';

@Resolver(() => ModuleType)
export class ModuleResolver {
  @Query(() => ModuleConnectionType, { description: 'The registry, by key, for everybody.' })
  modules(@Args(() => ModulesArgs) { filter, ...page }: ModulesArgs, @Ctx() ctx: RegistryContext) {
    return listModules(ctx, filter ?? {}, page);
  }

  @Query(() => ModuleType, { nullable: true, description: 'One module of the registry, for everybody.' })
  moduleByKey(@Arg('key', () => ID) key: string, @Ctx() ctx: RegistryContext) {
    return findModule(ctx, key);
  }

  @Directive(WRITES_MODULES)
  @Mutation(() => ModulePayload, { description: 'Takes a new module into the registry, as a draft.' })
  moduleRegister(@Arg('input', () => ModuleRegisterInput) input: ModuleRegisterInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ module: await registerModule(ctx, input) }));
  }

  @Directive(WRITES_MODULES)
  @Mutation(() => ModulePayload, { description: 'Describes a module anew.' })
  moduleUpdate(
    @Arg('key', () => ID) key: string,
    @Arg('input', () => ModuleUpdateInput) input: ModuleUpdateInput,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ module: await updateModule(ctx, key, input) }));
  }

  @Directive(WRITES_MODULES)
  @Mutation(() => ModulePayload, { description: 'Puts a module on offer, takes it off, or ends its life.' })
  moduleStatusSet(
    @Arg('key', () => ID) key: string,
    @Arg('status', () => ModuleStatus) status: ModuleStatus,
    @Arg('reason', () => String, { description: '3 to 500 characters.' }) reason: string,
    @Ctx() ctx: RegistryContext,
  ) {
    return mutationPayload(async () => ({ module: await setModuleStatus(ctx, { key, status, reason }) }));
  }

  @Directive(WRITES_MODULES)
  @Mutation(() => ModulePayload, {
    description: 'Says which organizations a module reaches, in place of the rule before. To reach all of them: 100 percent.',
  })
  moduleRolloutSet(@Arg('key', () => ID) key: string, @Arg('input', () => RolloutInput) input: RolloutInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ module: await setRollout(ctx, key, input) }));
  }

  @FieldResolver(() => ModuleVersionType, { nullable: true, description: 'The version that new installations get.' })
  latest(@Root() module: Module, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.versionById.load(module.latestVersionId);
  }

  @Directive('@listSize(assumedSize: 4)')
  @FieldResolver(() => [ModuleRequirementType], { description: 'Modules that its latest version needs.' })
  async requires(@Root() module: Module, @Ctx() ctx: RegistryContext) {
    return (await ctx.loaders.versionById.load(module.latestVersionId))?.requires ?? [];
  }

  @Directive('@listSize(assumedSize: 4)')
  @FieldResolver(() => [ModuleType], { description: 'Modules in use that cannot do without it.' })
  async dependents(@Root() module: Module, @Ctx() ctx: RegistryContext) {
    return findModules(ctx, await ctx.loaders.dependentKeys.load(module.key));
  }

  @Directive('@requiresScopes(scopes: [["platform:modules:read"]])')
  @FieldResolver(() => Int, { description: 'How many organizations have it.' })
  organizationCount(@Root() module: Module, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.organizationCount.load(module.key);
  }
}
