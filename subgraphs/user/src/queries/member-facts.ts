import type { EntityManager } from '@mikro-orm/postgresql';
import type { FactChange, FactsProvider, MemberFact } from '@supergraph/kernel/tenancy';
import { membershipCreated, membershipUpdated } from '@supergraph/schema/events';
import type { z } from 'zod';
import type { UserContext } from '../context.js';
import { tablesOf } from './tables.js';

interface Row {
  organization_id: string;
  user_id: string;
  status: string;
  permissions: string[];
  changed_at: Date | string;
}

type Announced = z.output<typeof membershipCreated.payload>;

const ANNOUNCES_MEMBER: ReadonlySet<string> = new Set([membershipCreated.type, membershipUpdated.type]);

/** What became of people's places in organizations, for every process that has to narrow the tokens they hold. */
export const facts: FactsProvider<UserContext> = {
  changedMembers: ({ em }, since) => readChangedMembers(em, since),
  changes({ type, payload, createdAt }): readonly FactChange[] {
    // Who holds a role that changed is announced as a membership; nothing else that happens here decides on a request.
    if (!ANNOUNCES_MEMBER.has(type)) return [];
    const { organizationId, userId, status, permissions } = payload as Announced;
    return [{ member: { organizationId, userId, isActive: status === 'ACTIVE', permissions, changedAt: Date.parse(createdAt) } }];
  },
};

/**
 * The memberships that changed since then or hold a role that did, each as it is now: one statement. Built-in roles change with a
 * release only, and then for everybody.
 */
async function readChangedMembers(em: EntityManager, since: Date): Promise<MemberFact[]> {
  const { membership, membershipRole, role } = tablesOf(em);
  const rows = await em.execute<Row[]>(
    `with changed as (
       select m.organization_id, m.id from ${membership} m where m.updated_at >= ?
       union
       select mr.organization_id, mr.membership_id from ${role} r
       join ${membershipRole} mr on mr.organization_id = r.organization_id and mr.role_id = r.id
       where r.organization_id is not null and r.updated_at >= ?)
     select m.organization_id, m.user_id, m.status, held.permissions, greatest(m.updated_at, held.changed_at) as changed_at
     from changed c join ${membership} m on m.organization_id = c.organization_id and m.id = c.id
     cross join lateral (
       select coalesce(array_agg(distinct p.permission order by p.permission) filter (where p.permission is not null), '{}') as permissions,
         max(r.updated_at) filter (where r.organization_id is not null) as changed_at
       from ${membershipRole} mr join ${role} r on r.id = mr.role_id left join lateral unnest(r.permissions) p(permission) on true
       where mr.organization_id = m.organization_id and mr.membership_id = m.id) held`,
    [since, since],
  );
  return rows.map((row) => ({
    organizationId: row.organization_id,
    userId: row.user_id,
    isActive: row.status === 'ACTIVE',
    permissions: row.permissions,
    changedAt: new Date(row.changed_at).getTime(),
  }));
}
