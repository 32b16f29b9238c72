import type { EntityManager } from '@mikro-orm/postgresql';
import type { Module, ModuleStatus } from '../domain/module.entity.js';
import type { ModuleRequirement } from '../domain/module-version.entity.js';

const COLUMNS = [
  'key',
  'name',
  'description',
  'category',
  'icon',
  'color',
  'status',
  'removable',
  'serviceName',
  'endpoint',
  'permissions',
  'rollout',
  'revision',
  'latestVersionId',
] as const;

/** A module as it is read, with what its latest version needs. */
export interface ModuleInfo extends Pick<Module, (typeof COLUMNS)[number]> {
  /** The latest one, as semver. */
  version: string;
  requires: ModuleRequirement[];
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All modules by key, or those of one status. One statement. */
export function readModules(em: EntityManager, status?: ModuleStatus): Promise<ModuleInfo[]> {
  const schema = em.config.get('schema');
  return em.execute<ModuleInfo[]>(
    `select ${COLUMNS.map((column) => `m.${snakeCase(column)} as "${column}"`).join(', ')}, v.version, v.requires
     from "${schema}".module m join "${schema}".module_version v on v.id = m.latest_version_id
     ${status ? 'where m.status = ?' : ''} order by m.key collate "C"`,
    status ? [status] : [],
  );
}
