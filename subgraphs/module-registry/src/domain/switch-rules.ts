import type { DomainError } from '@supergraph/kernel/errors';
import { dependencyMissing, dependentsEnabled } from './dependency-errors.js';
import { ModuleStatus } from './module.entity.js';
import type { ModuleRequirement } from './module-version.entity.js';
import { RegistryErrors } from './registry.errors.js';
import type { Registry, RegistryEntry } from './registry.js';

/** Which modules an organization has switched on: as it is stored, or as it will be. */
export interface SwitchState {
  readonly registry: Registry;
  isEnabled(key: string): boolean;
}

/** Requirements of a module that are not switched on. */
export const missingFor = ({ registry, isEnabled }: SwitchState, key: string): ModuleRequirement[] =>
  registry.requirementsOf(key).filter(({ moduleKey }) => !isEnabled(moduleKey));

/** Why a module cannot be chosen by itself; null where it is on offer. */
export function offerProblem({ key, status }: RegistryEntry): DomainError | null {
  if (status === ModuleStatus.ACTIVE) return null;
  return status === ModuleStatus.RETIRED ? RegistryErrors.MODULE_RETIRED(key) : RegistryErrors.MODULE_NOT_ACTIVE(key, status);
}

/** Why a module that is installed cannot be switched on; null where it can. */
export function enablingProblem(state: SwitchState, key: string): DomainError | null {
  if (state.registry.get(key)?.status === ModuleStatus.RETIRED) return RegistryErrors.MODULE_RETIRED(key);
  const missing = missingFor(state, key);
  return missing.length > 0 ? dependencyMissing(missing) : null;
}

/** Why a module cannot be switched off, or given up; null where it can. */
export function disablingProblem({ registry, isEnabled }: SwitchState, key: string): DomainError | null {
  if (registry.get(key)?.removable === false) return RegistryErrors.MODULE_NOT_REMOVABLE(key);
  const dependents = registry.dependentsOf(key).filter(isEnabled);
  return dependents.length > 0 ? dependentsEnabled(dependents) : null;
}
