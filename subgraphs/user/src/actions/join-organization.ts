import { LockMode } from '@mikro-orm/core';
import { membershipCreated, membershipUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { membershipFacts, roleNews } from '../domain/membership-facts.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import type { Role } from '../domain/role.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { findRolesOf } from '../queries/load-roles.js';
import { replaceRoles } from './replace-roles.js';

interface Joining {
  userId: string;
  roles: readonly Role[];
}

/**
 * Gives somebody the place that an invitation offers. Who belonged to the organization before gets the old membership back, as a new
 * one. Runs under the lock of the memberships, in the transaction of its caller, who flushes.
 *
 * @throws UserErrors.ALREADY_MEMBER
 */
export async function joinOrganization(ctx: UserContext, invitation: Invitation, { userId, roles }: Joining): Promise<Membership> {
  const { organizationId } = invitation;
  const former = await ctx.em.findOne(Membership, { organizationId, userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (former && former.status !== MembershipStatus.REMOVED) throw UserErrors.ALREADY_MEMBER();
  return former ? rejoin(ctx, former, { invitation, roles }) : join(ctx, invitation, { userId, roles });
}

function join(ctx: UserContext, { organizationId, kind, invitedById }: Invitation, { userId, roles }: Joining): Membership {
  const membership = new Membership({ organizationId, userId, kind, invitedById });
  ctx.em.persist([membership, ...roles.map((role) => new MembershipRole(membership, role))]);
  ctx.events.raise(membershipCreated, membershipFacts(membership, roles));
  return membership;
}

async function rejoin(
  ctx: UserContext,
  membership: Membership,
  { invitation, roles }: { invitation: Invitation; roles: readonly Role[] },
): Promise<Membership> {
  const held = (await findRolesOf(ctx.em, [membership])).get(membership.id) ?? [];
  membership.rejoin(invitation);
  await replaceRoles(ctx, membership, { held, wanted: roles });
  ctx.events.raise(membershipUpdated, { ...membershipFacts(membership, roles), ...roleNews({ held, wanted: roles }) });
  return membership;
}
