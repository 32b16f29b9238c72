import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import type { Role } from '../domain/role.entity.js';
import { findRolesOf } from './load-roles.js';

/** The roles that somebody holds in an organization right now, whatever a token says; none where they are no active member. */
export async function findStanding({ em }: UserContext, place: { organizationId: string; userId: string }): Promise<readonly Role[]> {
  const membership = await em.findOne(Membership, { ...place, status: MembershipStatus.ACTIVE });
  return membership ? ((await findRolesOf(em, [membership])).get(membership.id) ?? []) : [];
}
