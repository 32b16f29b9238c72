import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Membership } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { Role } from '../domain/role.entity.js';
import { ofOrganizations } from './tell-tenant-filter.js';

const FIRST_BUILT_IN = (one: Role, other: Role) => Number(other.builtIn) - Number(one.builtIn) || one.id.localeCompare(other.id);

/** The roles of memberships that the caller has already been allowed to see. */
export async function findRolesOf(
  em: EntityManager,
  memberships: readonly Membership[],
  options: { disableIdentityMap?: boolean } = {},
): Promise<Map<string, Role[]>> {
  const where = { membershipId: { $in: memberships.map(({ id }) => id) } };
  // The viewer's own memberships in other organizations have roles, too.
  const filters = ofOrganizations(memberships.map(({ organizationId }) => organizationId));
  const held = await em.find(MembershipRole, where, { populate: ['role'], strategy: 'joined', filters, ...options });
  const groups = Map.groupBy(held, ({ membershipId }) => membershipId);
  return new Map([...groups].map(([id, rows]) => [id, rows.map(({ role }) => role).sort(FIRST_BUILT_IN)]));
}

/** A loader of the roles of memberships, one statement for all of them. */
export function rolesOfMemberships(em: EntityManager) {
  return new DataLoader<Membership, Role[], string>(
    async (memberships) => {
      const found = await findRolesOf(em, memberships);
      return memberships.map(({ id }) => found.get(id) ?? []);
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

/** A loader of the roles that organizations can give: the built-in ones and their own. */
export function rolesOfOrganizations(em: EntityManager) {
  return new DataLoader<string, Role[]>(async (organizationIds) => {
    const roles = await em.find(Role, { $or: [{ organizationId: null }, { organizationId: { $in: [...organizationIds] } }] });
    roles.sort(FIRST_BUILT_IN);
    return organizationIds.map((id) => roles.filter(({ organizationId }) => organizationId === null || organizationId === id));
  });
}
