import { isUuid } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import { type Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { findInvitationByToken, isOpen } from './find-invitation-by-token.js';

const LOCKED_OUT: ReadonlySet<UserStatus> = new Set([UserStatus.DISABLED, UserStatus.DELETED]);

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
 * that very person has accepted it, unless they were locked out since. For our own processes: two statements.
 */
export async function findInvitee(ctx: UserContext, token: string, userId: string): Promise<RegistrationInvitation | null> {
  const invitation = isUuid(userId) ? await findInvitationByToken(ctx.em, token) : null;
  if (!invitation || !(wasAcceptedBy(invitation, userId) || (await isOpen(ctx, invitation)))) return null;
  const { id: invitationId, organizationId, email } = invitation;
  const known = await ctx.em.find(User, { $or: [{ email }, { id: userId }] });
  if (known.some(({ id, status }) => id === userId && LOCKED_OUT.has(status))) return null;
  return { invitationId, organizationId, email, hasAccount: known.some((person) => person.id !== userId && person.email === email) };
}
