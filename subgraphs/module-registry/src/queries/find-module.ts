import type { RegistryContext } from '../context.js';
import { maySee } from './list-modules.js';
import type { ModuleInfo } from './read-modules.js';

/** A module of the registry; null where there is none, and for drafts that are not yours to see. */
export async function findModule(ctx: RegistryContext, key: string): Promise<ModuleInfo | null> {
  const module = await ctx.loaders.moduleByKey.load(key);
  return module && maySee(ctx, module) ? module : null;
}
