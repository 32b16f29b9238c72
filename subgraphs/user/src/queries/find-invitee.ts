import { isUuid } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import { type Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { User } from '../domain/user.entity.js';
import { findInvitationByToken, isOpen } from './find-invitation-by-token.js';

/** Whether exactly that person is a member by it: whoever lost the answer asks for it once more. */
export const wasAcceptedBy = ({ status, acceptedById }: Invitation, userId: string): boolean =>
  status === InvitationStatus.ACCEPTED && acceptedById === userId;

export interface RegistrationInvitation {
  invitationId: string;
  organizationId: string;
  email: string;
  hasAccount: boolean;
}

/**
 * What auth has to know of an invitation before it makes an account by it; null for a token of no open invitation, but not where
 * that very person has accepted it. For our own processes: two statements.
 */
export async function findInvitee(ctx: UserContext, token: string, userId: string): Promise<RegistrationInvitation | null> {
  const invitation = isUuid(userId) ? await findInvitationByToken(ctx.em, token) : null;
  if (!invitation || !(wasAcceptedBy(invitation, userId) || (await isOpen(ctx, invitation)))) return null;
  const { id: invitationId, organizationId, email } = invitation;
  const others = await ctx.em.count(User, { email, id: { $ne: userId } });
  return { invitationId, organizationId, email, hasAccount: others > 0 };
}
