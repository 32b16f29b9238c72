import { inTransaction } from '@supergraph/kernel/db';
import { userInvited } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import { hashToken } from '../domain/invitation-token.js';
import { findRoles } from '../queries/find-roles.js';
import { checkInviter } from './check-inviter.js';
import { checkMails } from './check-mails.js';
import { forgetLoaded } from './forget-loaded.js';
import { lockInvitation } from './lock-invitation.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';
import { viewerOf } from './viewer-of.js';

/** Has an open invitation mailed again, with the same token and as much time as at first. The viewer answers for it from now on. */
export async function resendInvitation(ctx: UserContext, id: string): Promise<Invitation> {
  const [organizationId, userId] = [organizationOf(ctx), viewerOf(ctx)];
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    const invitation = await lockInvitation(ctx, id);
    const roles = await findRoles(ctx.em, invitation.roleIds);
    await checkInviter(ctx, { organizationId, userId, roles }, 'id');
    invitation.sendAgain(new Date(), userId);
    await checkMails(ctx, invitation);

    // The same as before, unless the secret that tokens are made with was changed: then the first mail is void.
    invitation.tokenHash = hashToken(ctx.services.invitationTokens.of(id));
    ctx.events.raise(userInvited, invitationFacts(invitation, roles));

    await ctx.em.flush();
    forgetLoaded(ctx);
    return invitation;
  });
}
