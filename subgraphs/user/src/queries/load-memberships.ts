import type { EntityManager } from '@mikro-orm/postgresql';
import type { Context } from '@supergraph/kernel/context';
import { isUuid } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { OWNER_ROLE } from '../domain/permissions.js';
import { isSelf, seesMembersOf } from '../domain/visibility.js';
import { tablesOf, uuidArray } from './tables.js';
import { orOwn } from './tell-tenant-filter.js';

type Reader = Pick<Context, 'em' | 'actor'>;

/** A loader of memberships by id; null where the request may not see one. One's own are seen from everywhere. */
export function visibleMemberships({ em, actor }: Reader) {
  return new DataLoader<string, Membership | null>(async (ids) => {
    const rows = await em.find(Membership, { id: { $in: ids.filter((id) => isUuid(id)) } }, { filters: orOwn({ em, actor }) });
    const visible = rows.filter((row) => isSelf(actor, row.userId) || seesMembersOf(actor, row.organizationId));
    const byId = new Map(visible.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

/** A loader, by user, of memberships in the request's organization, past ones included; null without either. */
export function membershipsHere({ em, actor: { organizationId } }: Reader) {
  return new DataLoader<string, Membership | null>(async (userIds) => {
    const wanted = organizationId ? userIds.filter((id) => isUuid(id)) : [];
    const rows = wanted.length ? await em.find(Membership, { organizationId, userId: { $in: wanted } }) : [];
    const byUser = new Map(rows.map((row) => [row.userId, row]));
    return userIds.map((id) => byUser.get(id) ?? null);
  });
}

/** A loader, by organization, of the viewer's own memberships that were not removed. */
export function ownMemberships({ em, actor }: Reader) {
  return new DataLoader<string, Membership | null>(async (organizationIds) => {
    if (actor.kind !== 'user' || !actor.subject) return organizationIds.map(() => null);
    const rows = await em.find(
      Membership,
      { userId: actor.subject, organizationId: { $in: [...organizationIds] }, status: { $ne: MembershipStatus.REMOVED } },
      { filters: orOwn({ em, actor }) },
    );
    const byOrganization = new Map(rows.map((row) => [row.organizationId, row]));
    return organizationIds.map((id) => byOrganization.get(id) ?? null);
  });
}

/** A loader of the user id of each organization's longest-standing active owner; null where there is none yet. */
export function ownerIds(em: EntityManager) {
  return new DataLoader<string, string | null>(async (organizationIds) => {
    const { membership, membershipRole, role } = tablesOf(em);
    const rows = await em.execute<{ organization_id: string; user_id: string }[]>(
      `select distinct on (m.organization_id) m.organization_id, m.user_id from ${membership} m
       join ${membershipRole} mr on mr.organization_id = m.organization_id and mr.membership_id = m.id
       join ${role} r on r.id = mr.role_id and r.organization_id is null and r.key = ?
       where m.organization_id = any(?::uuid[]) and m.status = 'ACTIVE' order by m.organization_id, m.joined_at, m.id`,
      [OWNER_ROLE, uuidArray(organizationIds)],
    );
    const owners = new Map(rows.map((row) => [row.organization_id, row.user_id]));
    return organizationIds.map((id) => owners.get(id) ?? null);
  });
}
