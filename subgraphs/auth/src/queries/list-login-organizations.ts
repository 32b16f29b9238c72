import type { AuthContext } from '../context.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization } from '../domain/organization.entity.js';

/** The organizations that a person is a member of, whatever state they are in; by name. */
export async function listLoginOrganizations(ctx: AuthContext, userId: string): Promise<Organization[]> {
  // Past the tenant filter: somebody who logs in is in no organization yet, and these are their own.
  const options = { filters: { tenant: false } };
  const grants = await ctx.em.find(MembershipGrant, { userId, status: MembershipStatus.ACTIVE }, options);
  if (grants.length === 0) return [];
  const ids = grants.map(({ organizationId }) => organizationId);
  return ctx.em.find(Organization, { id: { $in: ids } }, { ...options, orderBy: { name: 'asc', id: 'asc' } });
}
