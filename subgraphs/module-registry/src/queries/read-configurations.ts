import type { EntityManager } from '@mikro-orm/postgresql';
import type { JsonObject } from '../domain/json.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';

/** What organizations set of their modules' configurations, by the id of the row. Never cached: some of it is secret. */
export async function readConfigurations(em: EntityManager, ids: readonly string[]): Promise<JsonObject[]> {
  const rows = await em.find(OrganizationModule, { id: { $in: [...ids] } }, { fields: ['config'], disableIdentityMap: true });
  const configs = new Map(rows.map(({ id, config }) => [id, config]));
  return ids.map((id) => configs.get(id) ?? {});
}
