import { setTimeout as sleep } from 'node:timers/promises';
import { CommonErrors, InvalidInputError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization } from '../domain/organization.entity.js';
import { redeemInvitation } from './ask-for-invitation.js';
import { copyMembership, type MembershipFacts } from './record-membership.js';

const POLL_MS = 50;

/**
 * Accepts an invitation for somebody who has proved who they are by their password, and comes with its token: they are let in to that
 * organization next, if they are in none now. Sent again it is a login.
 *
 * @returns the organization's slug.
 * @throws InvalidInputError at `input.invitationToken`; CommonErrors.UNAVAILABLE: send the same again
 */
export async function acceptAtLogin(ctx: AuthContext, { id: userId, displayName }: Account, token: string): Promise<string> {
  const names = { displayName, firstName: null, lastName: null, username: null };
  const membership = await redeemInvitation(ctx, { token, userId, ...names }).catch((error) => {
    throw error instanceof InvalidInputError ? atInvitation(error) : error;
  });
  await copyMembership(ctx, membership);
  if (membership.status === MembershipStatus.ACTIVE) await waitForGrant(ctx, membership);
  const { slug } = await ctx.em.findOneOrFail(Organization, { id: membership.organizationId });
  return slug;
}

/** Whoever comes back has their former membership again: what is kept of it here follows with its event, and nothing newer is written over. */
async function waitForGrant({ em, services }: AuthContext, { membershipId: id }: MembershipFacts): Promise<void> {
  for (const deadline = Date.now() + services.signUpWait; ; await sleep(POLL_MS)) {
    if ((await em.count(MembershipGrant, { id, status: MembershipStatus.ACTIVE })) > 0) return;
    if (Date.now() >= deadline) throw CommonErrors.UNAVAILABLE('The organization');
  }
}

const atInvitation = ({ problems }: InvalidInputError) =>
  new InvalidInputError(problems.map((problem) => ({ ...problem, field: ['input', 'invitationToken'] })));
