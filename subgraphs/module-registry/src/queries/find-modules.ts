import type { RegistryContext } from '../context.js';
import type { ModuleInfo } from './read-modules.js';

/** Modules by key, in the given order. */
export async function findModules({ loaders }: RegistryContext, keys: readonly string[]): Promise<ModuleInfo[]> {
  const modules = await Promise.all(keys.map((key) => loaders.moduleByKey.load(key)));
  return modules.filter((module) => module !== null);
}
