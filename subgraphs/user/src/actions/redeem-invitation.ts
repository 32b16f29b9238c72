import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { userCreated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { UserContext } from '../context.js';
import { Membership } from '../domain/membership.entity.js';
import { membershipFacts } from '../domain/membership-facts.js';
import { profileFields } from '../domain/profile.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { findInvitationByToken, isOpen } from '../queries/find-invitation-by-token.js';
import { wasAcceptedBy } from '../queries/find-invitee.js';
import { findRolesOf } from '../queries/load-roles.js';
import { joinByInvitation } from './join-by-invitation.js';
import { lockMemberships } from './lock-memberships.js';

const { displayName, firstName, lastName, username } = profileFields;

const input = z.object({ token: z.string(), userId: z.uuid('Not a UUID'), displayName, firstName, lastName, username });

export type RedeemInvitation = z.input<typeof input>;
type Registration = z.output<typeof input>;

/** A membership as other services are told of it. */
export type RedeemedMembership = ReturnType<typeof membershipFacts>;

/**
 * Makes a member of who was invited, and before that a person, where they are none yet: the token came by mail, which proves the
 * address. For our own processes, which keep the account and have seen its password. Sent again for the same person it changes nothing
 * and answers their membership as it is now.
 *
 * @throws InvalidInputError; CommonErrors.NOT_FOUND for a token of no open invitation, and for anybody who may not use the platform;
 * UserErrors.EMAIL_TAKEN and USERNAME_TAKEN where those are somebody else's, INVITATION_WRONG_RECIPIENT where the person has another
 * address; and what `joinByInvitation` throws.
 */
export function redeemInvitation(ctx: UserContext, values: RedeemInvitation): Promise<RedeemedMembership> {
  const registration = parseInput(input, values);
  return redeem(ctx, registration).catch((error) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // Somebody took the address or the name in this very moment, and can be seen now.
    ctx.discard();
    return redeem(ctx, registration);
  });
}

async function redeem(ctx: UserContext, registration: Registration): Promise<RedeemedMembership> {
  const { token, userId } = registration;
  const found = await findInvitationByToken(ctx.em, token);
  if (!found || !(wasAcceptedBy(found, userId) || (await isOpen(ctx, found)))) throw notFound();
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, found.organizationId);
    // What was read without the lock may have been answered or taken back since.
    const invitation = await findInvitationByToken(ctx.em, token, LockMode.PESSIMISTIC_WRITE);
    if (invitation && wasAcceptedBy(invitation, userId)) return findMembership(ctx, invitation.organizationId, userId);
    if (!invitation?.isOpenAt(new Date())) throw notFound();
    const user = await findOrMake(ctx, invitation.email, registration);
    const { membership, roles } = await joinByInvitation(ctx, invitation, userId);
    ctx.em.persist(user);

    await ctx.em.flush();
    return membershipFacts(membership, roles);
  });
}

const notFound = () => CommonErrors.NOT_FOUND('Invitation').at('input', 'token');

async function findMembership({ em }: UserContext, organizationId: string, userId: string): Promise<RedeemedMembership> {
  checkUsable(await em.findOneOrFail(User, { id: userId }));
  const membership = await em.findOneOrFail(Membership, { organizationId, userId });
  return membershipFacts(membership, (await findRolesOf(em, [membership])).get(membership.id) ?? []);
}

/** Whoever was locked out while the mail waited gets nowhere by it, and hears nothing of it. */
function checkUsable({ status }: User): void {
  if (status === UserStatus.DISABLED || status === UserStatus.DELETED) throw notFound();
}

/**
 * The person, where there is one already; a new one is announced and is to be stored.
 *
 * @throws UserErrors.EMAIL_TAKEN, UserErrors.USERNAME_TAKEN, UserErrors.INVITATION_WRONG_RECIPIENT
 */
async function findOrMake(ctx: UserContext, email: string, { userId, token: _, ...names }: Registration): Promise<User> {
  const { displayName = '', firstName = null, lastName = null, username = null } = names;
  const others = await ctx.em.find(User, { $or: [{ id: userId }, { email }, ...(username ? [{ username }] : [])] });
  const self = others.find(({ id }) => id === userId);
  if (self) {
    checkUsable(self);
    if (self.email !== email) throw UserErrors.INVITATION_WRONG_RECIPIENT().at('input', 'token');
    return self;
  }
  if (others.some((other) => other.email === email)) throw UserErrors.EMAIL_TAKEN().at('input', 'token');
  if (others.length > 0) throw UserErrors.USERNAME_TAKEN(username ?? '').at('input', 'username');

  const user = new User({ id: userId, email, displayName, isPlatformAdmin: false });
  ctx.events.raise(userCreated, { userId, displayName: user.displayName });
  return Object.assign(user, { firstName, lastName, username });
}
