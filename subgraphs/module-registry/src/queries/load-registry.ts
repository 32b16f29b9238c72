import type { EntityManager } from '@mikro-orm/postgresql';
import { Registry, type RegistryEntry } from '../domain/registry.js';

/**
 * All modules with their newest versions' requirements, without the bulk of their schemas. One statement. The revisions of all
 * modules together grow with every change of the registry, since no module is ever removed.
 */
export async function loadRegistry(em: EntityManager): Promise<Registry> {
  const schema = em.config.get('schema');
  const rows = await em.execute<(RegistryEntry & { revision: string })[]>(
    `select m.key, m.status, m.removable, m.rollout, v.id as "versionId", v.version, v.requires, sum(m.revision) over () as revision
     from "${schema}".module m join "${schema}".module_version v on v.id = m.latest_version_id`,
  );
  return new Registry(
    rows.map(({ revision: _, ...entry }) => entry),
    BigInt(rows[0]?.revision ?? 0),
  );
}
