import type { UserContext } from '../context.js';
import type { Role } from '../domain/role.entity.js';
import { tablesOf, uuidArray } from '../queries/tables.js';

interface HandOver {
  from: Role;
  /** Null where nobody holds the role any more but members who left. */
  to: Role | null;
}

/** Takes a role from memberships and gives them another one, unless they hold that already: as a change of the membership. */
export async function handOver({ em }: UserContext, { from, to }: HandOver, ids: string[]): Promise<void> {
  const { membership, membershipRole } = tablesOf(em);
  const held = 'organization_id = ? and role_id = ? and membership_id = any(?::uuid[])';
  const params = [from.organizationId, from.id, uuidArray(ids)];
  if (to) {
    await em.execute(
      `update ${membershipRole} mr set role_id = ?, updated_at = now(), revision = revision + 1 where ${held} and not exists
       (select 1 from ${membershipRole} o where o.organization_id = mr.organization_id and o.membership_id = mr.membership_id and o.role_id = ?)`,
      [to.id, ...params, to.id],
      'run',
    );
  }
  await em.execute(`delete from ${membershipRole} where ${held}`, params, 'run');
  await em.execute(
    `update ${membership} set updated_at = now(), revision = revision + 1 where organization_id = ? and id = any(?::uuid[])`,
    [from.organizationId, uuidArray(ids)],
    'run',
  );
}
