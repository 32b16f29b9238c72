import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import type { Membership } from '../domain/membership.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { findInvitationByToken, isOpen } from '../queries/find-invitation-by-token.js';
import { forgetLoaded } from './forget-loaded.js';
import { joinByInvitation } from './join-by-invitation.js';
import { lockMemberships } from './lock-memberships.js';
import { personOf } from './viewer-of.js';

export interface Accepted {
  membership: Membership;
  user: User;
}

/**
 * Makes the viewer a member of the organization that invited them.
 *
 * @throws CommonErrors.NOT_FOUND for a token of no open invitation, whatever became of it.
 */
export async function acceptInvitation(request: UserContext, token: string): Promise<Accepted> {
  const userId = personOf(request);
  // The viewer is not in the organization yet: their request acts in another one.
  const ctx = request.acrossOrganizations();
  const found = await findInvitationByToken(ctx.em, token);
  if (!found || !(await isOpen(ctx, found))) throw notFound();
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, found.organizationId);
    // What was read without the lock may have been answered or taken back since.
    const invitation = await findInvitationByToken(ctx.em, token, LockMode.PESSIMISTIC_WRITE);
    if (!invitation?.isOpenAt(new Date())) throw notFound();
    const user = await findRecipient(ctx, invitation, userId);
    const { membership } = await joinByInvitation(ctx, invitation, userId);

    await ctx.em.flush();
    forgetLoaded(request);
    return { membership, user };
  });
}

const notFound = () => CommonErrors.NOT_FOUND('Invitation').at('input', 'token');

/** The viewer, where the invitation is theirs: a mail can be forwarded. */
async function findRecipient({ em }: UserContext, { email }: Invitation, userId: string): Promise<User> {
  const user = await em.findOne(User, { id: userId });
  if (!user) throw CommonErrors.NOT_FOUND('User');
  if (user.email !== email) throw UserErrors.INVITATION_WRONG_RECIPIENT();
  if (user.status === UserStatus.PENDING_VERIFICATION) throw UserErrors.EMAIL_NOT_VERIFIED();
  if (user.status !== UserStatus.ACTIVE) throw CommonErrors.FORBIDDEN();
  return user;
}
