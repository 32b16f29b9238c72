import type { EntityManager } from '@mikro-orm/postgresql';
import { OrganizationModule } from '../domain/organization-module.entity.js';

export interface OrganizationModuleKey {
  organizationId: string;
  moduleKey: string;
}

/** One module each of many organizations, as far as the request may see them. */
export async function findOrganizationModules(
  em: EntityManager,
  keys: readonly OrganizationModuleKey[],
): Promise<(OrganizationModule | null)[]> {
  const rows = await em.find(OrganizationModule, {
    organizationId: { $in: [...new Set(keys.map(({ organizationId }) => organizationId))] },
    moduleKey: { $in: [...new Set(keys.map(({ moduleKey }) => moduleKey))] },
  });
  return keys.map((key) => rows.find((row) => row.organizationId === key.organizationId && row.moduleKey === key.moduleKey) ?? null);
}
