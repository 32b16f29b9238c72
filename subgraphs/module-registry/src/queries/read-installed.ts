import type { EntityManager } from '@mikro-orm/postgresql';
import type { Context } from '@supergraph/kernel/context';
import { isUuid } from '@supergraph/kernel/db';
import type { ScheduleStatus } from '../domain/module-schedule.js';
import { type InstalledModule, type Standing, standingsOf } from '../domain/module-standing.js';
import type { InstallState } from '../domain/organization-module.entity.js';
import type { Registry } from '../domain/registry.js';
import { readRegistry } from './read-registry.js';

/** The modules that an organization has or had, and the registry that they were judged by. */
export interface Installed {
  organizationId: string;
  registry: Registry;
  standings: ReadonlyMap<string, Standing>;
  /** The installed version of each, as semver. */
  versions: ReadonlyMap<string, string>;
  /** Grows with every change of any of its modules. */
  revision: bigint;
}

type Row = {
  organization_id: string;
  registry_revision: string;
  module_key: string | null;
  state: InstallState;
  enabled: boolean;
  revision: number;
  version: string;
  enable_at: string | Date | null;
  disable_at: string | Date | null;
  due_at: string | Date | null;
  status: ScheduleStatus | null;
};

type ModuleRow = Row & { module_key: string };

/**
 * The modules of many organizations: one statement for those that the EntityManager may see, and a second one where the registry
 * has changed since the process last read it. An organization that the registry has not heard of is left out.
 */
export async function readInstalled({ em, caches }: Pick<Context, 'em' | 'caches'>, ids: readonly string[]): Promise<Installed[]> {
  const rows = await readRows(em, ids);
  const [first] = rows;
  if (!first) return [];
  const registry = await readRegistry(caches, BigInt(first.registry_revision));
  return [...Map.groupBy(rows, (row) => row.organization_id)].map(([organizationId, all]) => {
    const ever = all.filter((row): row is ModuleRow => row.module_key !== null);
    return {
      organizationId,
      registry,
      standings: standingsOf(registry, organizationId, ever.map(toModule)),
      versions: new Map(ever.map((row) => [row.module_key, row.version])),
      revision: ever.reduce((sum, { revision }) => sum + BigInt(revision), 0n),
    };
  });
}

function readRows(em: EntityManager, ids: readonly string[]): Promise<Row[]> {
  const schema = em.config.get('schema');
  return em.execute<Row[]>(
    `select s.organization_id, (select sum(revision) from "${schema}".module) as registry_revision, m.module_key, m.state, m.enabled, m.revision,
       v.version, m.schedule_enable_at as enable_at, m.schedule_disable_at as disable_at, m.schedule_due_at as due_at, m.schedule_status as status
     from "${schema}".module_set s left join "${schema}".organization_module m on m.organization_id = s.organization_id
     left join "${schema}".module_version v on v.id = m.version_id
     where s.organization_id = any(?::uuid[])`,
    [`{${ids.filter((id) => isUuid(id)).join(',')}}`],
  );
}

const toDate = (value: string | Date | null) => (value === null ? null : new Date(value));

const toModule = ({ module_key: moduleKey, state, enabled, ...row }: ModuleRow): InstalledModule => ({
  moduleKey,
  state,
  enabled,
  schedule: row.status && {
    status: row.status,
    enableAt: toDate(row.enable_at),
    disableAt: toDate(row.disable_at),
    dueAt: toDate(row.due_at),
  },
});
