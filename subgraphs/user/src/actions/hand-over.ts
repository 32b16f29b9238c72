import type { UserContext } from '../context.js';
import type { Role } from '../domain/role.entity.js';
import type { RoleChange } from '../domain/role-change.js';
import { tablesOf, uuidArray } from '../queries/tables.js';

interface HandOver {
  from: Role;
  /** Null where nobody holds the role any more but members who left. */
  to: Role | null;
}

/**
 * Takes a role from memberships and gives them another one, unless they hold that already: as a change of the membership.
 *
 * @returns what each of them got and lost by it.
 */
export async function handOver({ em }: UserContext, { from, to }: HandOver, ids: string[]): Promise<(id: string) => RoleChange> {
  const { membership, membershipRole } = tablesOf(em);
  const held = 'organization_id = ? and role_id = ? and membership_id = any(?::uuid[])';
  const params = [from.organizationId, from.id, uuidArray(ids)];
  const given = new Set<string>();
  if (to) {
    const rows = await em.execute<{ id: string }[]>(
      `update ${membershipRole} mr set role_id = ?, updated_at = now(), revision = revision + 1 where ${held} and not exists
       (select 1 from ${membershipRole} o where o.organization_id = mr.organization_id and o.membership_id = mr.membership_id and o.role_id = ?) returning membership_id as id`,
      [to.id, ...params, to.id],
    );
    for (const { id } of rows) given.add(id);
  }
  await em.execute(`delete from ${membershipRole} where ${held}`, params, 'run');
  await em.execute(
    `update ${membership} set updated_at = now(), revision = revision + 1 where organization_id = ? and id = any(?::uuid[])`,
    [from.organizationId, uuidArray(ids)],
    'run',
  );
  return (id) => ({ held: [from], wanted: to && given.has(id) ? [to] : [] });
}
