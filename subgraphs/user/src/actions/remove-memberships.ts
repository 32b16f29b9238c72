import { inTransaction } from '@supergraph/kernel/db';
import { membershipUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { membershipFacts } from '../domain/membership-facts.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { ReleasedOrganization } from '../domain/released-organization.entity.js';
import { lockMemberships } from './lock-memberships.js';

/**
 * Undoes what a sign-up left behind in an organization that never began: its memberships go, and none can come any
 * more. The people stay, since their accounts are auth's to keep or to drop.
 */
export function removeMemberships(ctx: UserContext, organizationId: string): Promise<void> {
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    if (await ctx.em.count(ReleasedOrganization, { organizationId })) return;

    const memberships = await ctx.em.find(Membership, { organizationId });
    for (const membership of memberships) {
      ctx.events.raise(membershipUpdated, { ...membershipFacts(membership, []), status: MembershipStatus.REMOVED });
    }
    await ctx.em.nativeDelete(MembershipRole, { organizationId });
    await ctx.em.nativeDelete(Membership, { organizationId });
    ctx.em.persist(new ReleasedOrganization(organizationId));

    await ctx.em.flush();
  });
}
