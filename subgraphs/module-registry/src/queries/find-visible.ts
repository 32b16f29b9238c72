import { isUuid } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { findModule } from './find-module.js';
import type { ModuleVersionInfo } from './module-caches.js';
import { mayReadModules } from './read-scopes.js';

/** A stub of an organization, for those who may see it: its members, platform staff, our own services. */
export function findOrganization({ actor }: RegistryContext, id: string): { id: string } | null {
  const isOurs = (actor.kind === 'service' || actor.kind === 'system') && actor.organizationId === null;
  return isUuid(id) && (actor.organizationId === id || actor.isPlatform || isOurs) ? { id } : null;
}

/** A version of a module that the request may see. */
export async function findModuleVersion(ctx: RegistryContext, id: string): Promise<ModuleVersionInfo | null> {
  const version = await ctx.loaders.versionById.load(id);
  return version && (await findModule(ctx, version.moduleKey)) ? version : null;
}

/** A row of an organization's modules, for those who may read them; the tenant filter has seen to whose they are. */
export function findOwn<Row>({ actor }: RegistryContext, load: () => Promise<Row | null>): Promise<Row | null> | null {
  return mayReadModules(actor) ? load() : null;
}
