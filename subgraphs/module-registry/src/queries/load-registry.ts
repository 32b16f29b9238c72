import type { EntityManager } from '@mikro-orm/postgresql';
import { Registry, type RegistryEntry } from '../domain/registry.js';

/** All modules with their newest versions' requirements, without the bulk of their schemas. One statement. */
export async function loadRegistry(em: EntityManager): Promise<Registry> {
  const schema = em.config.get('schema');
  const entries = await em.execute<RegistryEntry[]>(
    `select m.key, m.status, m.removable, v.id as "versionId", v.version, v.requires
     from "${schema}".module m join "${schema}".module_version v on v.id = m.latest_version_id`,
  );
  return new Registry(entries);
}
