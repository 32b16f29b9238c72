import { InvalidInputError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { Organization } from '../domain/organization.entity.js';
import { redeemInvitation } from './ask-for-invitation.js';
import { copyMembership } from './record-membership.js';

/**
 * Accepts an invitation for somebody who has proved who they are by their password, and comes with its token: they are let in to that
 * organization next, if they are in none now. Sent again it is a login.
 *
 * @returns the organization's slug.
 * @throws InvalidInputError at `input.invitationToken`; CommonErrors.UNAVAILABLE
 */
export async function acceptAtLogin(ctx: AuthContext, { id: userId, displayName }: Account, token: string): Promise<string> {
  const names = { displayName, firstName: null, lastName: null, username: null };
  const membership = await redeemInvitation(ctx, { token, userId, ...names }).catch((error) => {
    throw error instanceof InvalidInputError ? atInvitation(error) : error;
  });
  await copyMembership(ctx, membership);
  const { slug } = await ctx.em.findOneOrFail(Organization, { id: membership.organizationId });
  return slug;
}

const atInvitation = ({ problems }: InvalidInputError) =>
  new InvalidInputError(problems.map((problem) => ({ ...problem, field: ['input', 'invitationToken'] })));
