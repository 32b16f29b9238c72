import type { EntityManager } from '@mikro-orm/postgresql';
import { InstallState } from '../domain/organization-module.entity.js';

/** How many organizations have each of the modules. Over all tenants: for platform staff. */
export async function countOrganizations(em: EntityManager, keys: readonly string[]): Promise<number[]> {
  const rows = await em.execute<{ module_key: string; count: string }[]>(
    `select module_key, count(*) as count from "${em.config.get('schema')}".organization_module
     where module_key = any(string_to_array(?, ',')) and state <> ? group by module_key`,
    [keys.join(','), InstallState.NOT_INSTALLED],
  );
  const counts = new Map(rows.map((row) => [row.module_key, Number(row.count)]));
  return keys.map((key) => counts.get(key) ?? 0);
}
