import { CommonErrors } from '@supergraph/kernel/errors';
import semver from 'semver';
import { ModuleStatus } from './module.entity.js';
import type { ModuleRequirement } from './module-version.entity.js';
import { RegistryErrors } from './registry.errors.js';
import type { Registry } from './registry.js';

/** Whether a text is a version as semver writes it: "1.4.0". */
export const isVersion = (text: string) => semver.valid(text) === text;

/** Whether a text is a range of versions: "^1.2.0", ">=1.0.0 <3.0.0". */
export const isRange = (text: string) => semver.validRange(text) !== null;

/**
 * Checks what a module is to require: modules that exist, once each, at a version that is there, and not in a circle.
 *
 * @throws CommonErrors.NOT_FOUND, CommonErrors.INVALID, RegistryErrors.MODULE_RETIRED, RegistryErrors.DEPENDENCY_VERSION, RegistryErrors.CYCLIC_DEPENDENCY
 */
export function checkRequirements(registry: Registry, key: string, requires: readonly ModuleRequirement[]): void {
  requires.forEach(({ moduleKey, range }, index) => {
    const field = ['input', 'requires', String(index)];
    const entry = registry.get(moduleKey);
    if (!entry && moduleKey !== key) throw CommonErrors.NOT_FOUND(`Module "${moduleKey}"`).at(...field, 'moduleKey');
    if (requires.findIndex((one) => one.moduleKey === moduleKey) !== index)
      throw CommonErrors.INVALID(`Module "${moduleKey}" stands here twice`).at(...field, 'moduleKey');
    if (entry?.status === ModuleStatus.RETIRED) throw RegistryErrors.MODULE_RETIRED(moduleKey).at(...field, 'moduleKey');
    if (entry && !semver.satisfies(entry.version, range))
      throw RegistryErrors.DEPENDENCY_VERSION(moduleKey, entry.version).at(...field, 'range');
  });
  const cycle = registry.findCycle(key, requires);
  if (cycle) throw RegistryErrors.CYCLIC_DEPENDENCY(cycle.join(' → ')).at('input', 'requires');
}
