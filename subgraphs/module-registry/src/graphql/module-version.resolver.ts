import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import type { DependencyDetails } from '../domain/dependency-errors.js';
import type { ModuleRequirement, ModuleVersion } from '../domain/module-version.entity.js';
import { findModules } from '../queries/find-modules.js';
import { ModuleRequirementType, ModuleType, ModuleVersionType } from './module.type.js';
import { ModuleDependencyErrorType } from './registry.errors.js';

@Resolver(() => ModuleVersionType)
export class ModuleVersionResolver {
  @FieldResolver(() => ModuleType, { description: 'Whose version it is.' })
  module(@Root() version: ModuleVersion, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.moduleByKey.load(version.moduleKey);
  }
}

@Resolver(() => ModuleRequirementType)
export class ModuleRequirementResolver {
  @FieldResolver(() => ModuleType, { description: 'The module that is needed.' })
  module(@Root() requirement: ModuleRequirement, @Ctx() ctx: RegistryContext) {
    return ctx.loaders.moduleByKey.load(requirement.moduleKey);
  }
}

@Resolver(() => ModuleDependencyErrorType)
export class ModuleDependencyErrorResolver {
  @FieldResolver(() => [ModuleType], { description: 'What would have to be switched off first.' })
  dependents(@Root() { dependentKeys }: DependencyDetails, @Ctx() ctx: RegistryContext) {
    return findModules(ctx, dependentKeys);
  }
}
