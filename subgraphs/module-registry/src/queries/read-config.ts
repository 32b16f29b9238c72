import type { RegistryContext } from '../context.js';
import { type JsonObject, withDefaults } from '../domain/json.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import type { OrganizationModuleInfo } from './module-caches.js';

/** The whole configuration: what the organization set, and defaults for the rest. */
export async function readConfig({ loaders }: RegistryContext, row: OrganizationModule | OrganizationModuleInfo): Promise<JsonObject> {
  const version = await loaders.versionById.load(row.versionId);
  return withDefaults(version?.defaultConfig ?? {}, 'config' in row ? row.config : await loaders.configurationById.load(row.id));
}
