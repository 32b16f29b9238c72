import type { AuthContext } from '../context.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization } from '../domain/organization.entity.js';

/** The organizations that a person is a member of, whatever state they are in; by name. As many as the context sees. */
export async function listLoginOrganizations(ctx: AuthContext, userId: string): Promise<Organization[]> {
  const grants = await ctx.em.find(MembershipGrant, { userId, status: MembershipStatus.ACTIVE });
  if (grants.length === 0) return [];
  const ids = grants.map(({ organizationId }) => organizationId);
  return ctx.em.find(Organization, { id: { $in: ids } }, { orderBy: { name: 'asc', id: 'asc' } });
}
