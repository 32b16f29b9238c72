import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import { User } from '../domain/user.entity.js';
import { findInvitationByToken, isOpen } from './find-invitation-by-token.js';

const NAME = 'query ($id: ID!) { organization(id: $id) { name } }';

/** What an invitation says to whoever has its token, which came by mail and proves that much; null where it cannot be accepted any more. */
export async function previewInvitation(ctx: UserContext, token: string): Promise<Invitation | null> {
  const invitation = await findInvitationByToken(ctx.acrossOrganizations().em, token);
  return invitation && (await isOpen(ctx, invitation)) ? invitation : null;
}

/** The name of the organization, as tenant knows it. @throws CommonErrors.UNAVAILABLE where it does not answer. */
export async function findOrganizationName(ctx: UserContext, organizationId: string): Promise<string> {
  const unavailable = (cause: unknown) => CommonErrors.UNAVAILABLE('The organization').causedBy(cause);
  const { data, errors } = await ctx.callSibling('tenant', NAME, { id: organizationId }, { organizationId }).catch((cause) => {
    throw unavailable(cause);
  });
  const { organization } = (data ?? {}) as { organization?: { name: string } | null };
  if (!organization) throw unavailable(new Error(`"tenant" answered: ${errors?.[0]?.message ?? 'nothing'}`));
  return organization.name;
}

/** Who invites, by the name to show. */
export async function findInviterName(ctx: UserContext, { invitedById }: Invitation): Promise<string | null> {
  const inviter = await ctx.acrossOrganizations().em.findOne(User, { id: invitedById });
  return inviter?.displayName ?? null;
}

/** Whether the invited person has an account already: to log in with, instead of making one. */
export const hasAccount = async (ctx: UserContext, { email }: Invitation): Promise<boolean> =>
  (await ctx.acrossOrganizations().em.count(User, { email })) > 0;
