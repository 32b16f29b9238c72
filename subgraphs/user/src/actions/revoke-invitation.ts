import { inTransaction } from '@supergraph/kernel/db';
import { invitationUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import { findRoles } from '../queries/find-roles.js';
import { forgetLoaded } from './forget-loaded.js';
import { lockInvitation } from './lock-invitation.js';

/** Takes an open invitation back: its token is worth nothing from now on. */
export function revokeInvitation(ctx: UserContext, id: string): Promise<Invitation> {
  return inTransaction(ctx.em, async () => {
    const invitation = await lockInvitation(ctx, id);
    invitation.revoke(new Date());
    ctx.events.raise(invitationUpdated, invitationFacts(invitation, await findRoles(ctx.em, invitation.roleIds)));

    await ctx.em.flush();
    forgetLoaded(ctx);
    return invitation;
  });
}
