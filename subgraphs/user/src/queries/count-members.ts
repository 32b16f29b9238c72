import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChildQuery } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import { tablesOf, uuidArray } from './tables.js';

export interface MemberCount {
  organizationId: string;
  query: Required<ChildQuery>;
}

/** A loader of the sizes of member lists: one statement for all organizations with the same filter. */
export function memberCounts(em: EntityManager) {
  return new DataLoader<MemberCount, number, string>(
    async (keys) => {
      const groups = Map.groupBy(keys, ({ query }) => JSON.stringify(query));
      const counts = new Map<string, Map<string, number>>();
      for (const [name, group] of groups) counts.set(name, await countGroup(em, group));
      return keys.map(({ organizationId, query }) => counts.get(JSON.stringify(query))?.get(organizationId) ?? 0);
    },
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );
}

async function countGroup(em: EntityManager, group: readonly MemberCount[]): Promise<Map<string, number>> {
  const { where } = group[0]!.query;
  const rows = await em.execute<{ id: string; count: string }[]>(
    `select c.organization_id as id, count(*) as count from ${tablesOf(em).membership} c
     where c.organization_id = any(?::uuid[]) and (${where.sql}) group by 1`,
    [uuidArray(group.map(({ organizationId }) => organizationId)), ...where.params],
  );
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

/**
 * A loader of how many current members hold a role: in one organization, or with null in all of them.
 */
export function roleMemberCounts(em: EntityManager, organizationId: string | null) {
  return new DataLoader<string, number>(async (roleIds) => {
    const { membership, membershipRole } = tablesOf(em);
    const rows = await em.execute<{ id: string; count: string }[]>(
      `select mr.role_id as id, count(*) as count from ${membershipRole} mr
       join ${membership} m on m.organization_id = mr.organization_id and m.id = mr.membership_id and m.status <> 'REMOVED'
       where mr.role_id = any(?::uuid[]) ${organizationId ? 'and mr.organization_id = ?' : ''} group by 1`,
      [uuidArray(roleIds), ...(organizationId ? [organizationId] : [])],
    );
    const counts = new Map(rows.map(({ id, count }) => [id, Number(count)]));
    return roleIds.map((id) => counts.get(id) ?? 0);
  });
}
