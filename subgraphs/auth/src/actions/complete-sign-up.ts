import { LockMode } from '@mikro-orm/core';
import type { AuthContext } from '../context.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';

/** Completes an organization's sign-up when its owner's grant and its activation are both there. Runs in a transaction. */
export async function completeSignUp(ctx: AuthContext, organizationId: string): Promise<void> {
  // The lock comes before the look: of two parts that arrive together, the second one sees the first.
  const signUp = await ctx.em.findOne(
    SignUp,
    { organizationId, state: SignUpState.ACCOUNT_CREATED },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!signUp) return;
  const { userId } = signUp;
  const isActive = await ctx.em.count(Organization, { id: organizationId, status: { $ne: OrganizationStatus.PROVISIONING } });
  const isOwned = await ctx.em.count(MembershipGrant, { organizationId, userId, status: MembershipStatus.ACTIVE });
  if (!isActive || !isOwned) return;

  signUp.complete();
  await ctx.em.flush();
}
