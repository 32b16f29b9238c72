import type { DomainError } from '@supergraph/kernel/errors';
import type { ModuleRequirement } from './module-version.entity.js';
import { RegistryErrors } from './registry.errors.js';

/** Data of a ModuleDependencyError, as its GraphQL type reads it. */
export interface DependencyDetails {
  missing: ModuleRequirement[];
  dependentKeys: string[];
}

const withDetails = (error: DomainError, details: Partial<DependencyDetails>) =>
  error.with({ __typename: 'ModuleDependencyError', missing: [], dependentKeys: [], ...details });

/** That modules cannot be switched on because of what they need. */
export const dependencyMissing = (missing: ModuleRequirement[]) => {
  const distinct = [...new Map(missing.map((one) => [one.moduleKey, one])).values()];
  return withDetails(RegistryErrors.DEPENDENCY_MISSING(distinct.map(({ moduleKey }) => moduleKey).join(', ')), { missing: distinct });
};

/** That a module cannot go because of those that need it. */
export const dependentsEnabled = (dependentKeys: string[]) =>
  withDetails(RegistryErrors.DEPENDENT_MODULES_ENABLED(dependentKeys.join(', ')), { dependentKeys });
