import { invitationUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import type { Membership } from '../domain/membership.entity.js';
import type { Role } from '../domain/role.entity.js';
import { findRoles } from '../queries/find-roles.js';
import { checkFormerInviter } from './check-inviter.js';
import { checkRoomToJoin } from './check-room.js';
import { joinOrganization } from './join-organization.js';

export interface Joined {
  membership: Membership;
  /** What the membership holds. */
  roles: readonly Role[];
}

/**
 * Gives somebody the place that an open invitation offers, and ends it with that. All that made the invitation right is judged again:
 * it may have waited for long. That it is theirs is for the caller to know. Runs under the lock of the memberships and of the
 * invitation, in the transaction of its caller, who flushes.
 *
 * @throws UserErrors.INVITER_NO_LONGER_ALLOWED, UserErrors.LIMIT_EXCEEDED, UserErrors.ALREADY_MEMBER
 */
export async function joinByInvitation(ctx: UserContext, invitation: Invitation, userId: string): Promise<Joined> {
  const { organizationId, invitedById } = invitation;
  const roles = await findRoles(ctx.em, invitation.roleIds);
  await checkFormerInviter(ctx, { organizationId, userId: invitedById, roles });
  await checkRoomToJoin(ctx, organizationId);

  const membership = await joinOrganization(ctx, invitation, { userId, roles });
  invitation.accept(new Date(), userId);
  ctx.events.raise(invitationUpdated, invitationFacts(invitation, roles));
  return { membership, roles };
}
