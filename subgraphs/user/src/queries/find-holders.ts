import type { UserContext } from '../context.js';
import type { Role } from '../domain/role.entity.js';
import { tablesOf } from './tables.js';

/** How many memberships are looked at, changed and announced at a time. */
export const BATCH = 500;

/** Ids of the memberships that hold a role, in order, those that were ended among them; at most a batch behind `after`. */
export async function findHolders({ em }: UserContext, { id, organizationId }: Role, after: string | undefined): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select membership_id as id from ${tablesOf(em).membershipRole} where organization_id = ? and role_id = ?
     ${after ? 'and membership_id > ?' : ''} order by membership_id limit ${BATCH}`,
    [organizationId, id, ...(after ? [after] : [])],
  );
  return rows.map((row) => row.id);
}

export interface Holders {
  members: number;
  /** Pending invitations that offer the role. */
  invited: number;
  isHeldBySelf: boolean;
}

/** How many current members hold a role and how many are invited to it, and whether the viewer holds it. */
export async function countHolders({ em, actor }: UserContext, { id, organizationId }: Role): Promise<Holders> {
  const { membership, membershipRole, invitation } = tablesOf(em);
  const [row] = await em.execute<{ members: string; invited: string; self: boolean | null }[]>(
    `select count(*) as members, bool_or(m.user_id = ?) as self,
       (select count(*) from ${invitation} i where i.organization_id = ? and i.status = 'PENDING' and ? = any(i.role_ids)) as invited
     from ${membershipRole} mr
     join ${membership} m on m.organization_id = mr.organization_id and m.id = mr.membership_id and m.status <> 'REMOVED'
     where mr.organization_id = ? and mr.role_id = ?`,
    [actor.kind === 'user' ? actor.subject : null, organizationId, id, organizationId, id],
  );
  return { members: Number(row?.members ?? 0), invited: Number(row?.invited ?? 0), isHeldBySelf: row?.self ?? false };
}
