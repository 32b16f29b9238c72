import type { Membership } from './membership.entity.js';
import { permissionsOf, type Role } from './role.entity.js';

/** A membership as other services are told of it: what it is now, and what it allows. */
export const membershipFacts = (membership: Membership, roles: readonly Role[]) => ({
  membershipId: membership.id,
  organizationId: membership.organizationId,
  userId: membership.userId,
  status: membership.status,
  kind: membership.kind,
  roleKeys: roles.map(({ key }) => key).sort(),
  permissions: permissionsOf(roles),
});
