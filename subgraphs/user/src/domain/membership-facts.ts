import type { Membership } from './membership.entity.js';
import { permissionsOf, type Role } from './role.entity.js';
import { differenceOf, type RoleChange } from './role-change.js';

/** A membership as other services are told of it: what it is now, and what it allows. */
export const membershipFacts = (membership: Membership, roles: readonly Role[]) => ({
  membershipId: membership.id,
  organizationId: membership.organizationId,
  userId: membership.userId,
  status: membership.status,
  kind: membership.kind,
  roleKeys: keysOf(roles),
  permissions: permissionsOf(roles),
});

/** Which roles somebody got and lost, by their keys; nothing where they hold the same ones. */
export function roleNews(change: RoleChange): { roleChange?: { given: string[]; taken: string[] } } {
  const { given, taken } = differenceOf(change);
  return given.length + taken.length > 0 ? { roleChange: { given: keysOf(given), taken: keysOf(taken) } } : {};
}

const keysOf = (roles: readonly Role[]) => roles.map(({ key }) => key).sort();
