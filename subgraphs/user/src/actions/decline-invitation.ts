import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { invitationUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import { findInvitationByToken } from '../queries/find-invitation-by-token.js';
import { findRoles } from '../queries/find-roles.js';
import { forgetLoaded } from './forget-loaded.js';

/**
 * Turns an invitation down. Whoever has its token may, logged in or not: it came by mail.
 *
 * @throws CommonErrors.NOT_FOUND for a token of no open invitation, whatever became of it.
 */
export function declineInvitation(request: UserContext, token: string): Promise<Invitation> {
  // Whoever has no account yet declines as nobody, and everybody else from another organization.
  const ctx = request.acrossOrganizations();
  return inTransaction(ctx.em, async () => {
    const now = new Date();
    const invitation = await findInvitationByToken(ctx.em, token, LockMode.PESSIMISTIC_WRITE);
    if (!invitation?.isOpenAt(now)) throw CommonErrors.NOT_FOUND('Invitation').at('token');

    invitation.decline(now);
    ctx.events.raise(invitationUpdated, invitationFacts(invitation, await findRoles(ctx.em, invitation.roleIds)));

    await ctx.em.flush();
    forgetLoaded(request);
    return invitation;
  });
}
