import type { UserContext } from '../context.js';
import type { Membership } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { differenceOf, type RoleChange } from '../domain/role-change.js';

/** Gives a member other roles; runs in the transaction of its caller, who flushes. @returns whether they are other ones. */
export async function replaceRoles(ctx: UserContext, membership: Membership, change: RoleChange): Promise<boolean> {
  const { given, taken } = differenceOf(change);
  if (given.length + taken.length === 0) return false;

  if (taken.length > 0) {
    const { id: membershipId, organizationId } = membership;
    await ctx.em.nativeDelete(MembershipRole, { organizationId, membershipId, role: { $in: taken.map(({ id }) => id) } });
  }
  ctx.em.persist(given.map((role) => new MembershipRole(membership, role)));
  membership.rolesChanged();
  ctx.loaders.rolesOfMembership.clear(membership);
  return true;
}
