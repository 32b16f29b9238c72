import { parseInput } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { Organization } from '../domain/organization.entity.js';
import { displayNameOf, type Registration, registrationInput, userIdOfInvitation, type Wanted } from '../domain/registration.js';
import { strictest } from '../domain/security-policy.entity.js';
import { closedBecause } from '../queries/find-claims.js';
import { findPolicy } from '../queries/find-policy.js';
import { findInvitation, type Invitation } from './ask-for-invitation.js';
import { checkStrength } from './check-new-password.js';
import { checkPassword } from './check-password.js';
import { createInvitedAccount } from './create-invited-account.js';
import { enter, type LoginResult } from './enter.js';
import { throttle } from './throttle.js';

/**
 * Makes an account for somebody who was invited and has none, by the token of the mail, and logs in to the organization that invites.
 * Whose id it is follows from the token: sent again after a crash it goes on where it was, and once it is done it is a login.
 *
 * @throws InvalidInputError; AuthErrors.TOKEN_INVALID, EMAIL_TAKEN, PASSWORD_TOO_WEAK, PASSWORD_BREACHED, INVALID_CREDENTIALS and
 *   ACCOUNT_LOCKED for a repeat; CommonErrors.RATE_LIMITED, UNAVAILABLE: send the same again; what enter throws.
 */
export async function register(request: AuthContext, values: Registration): Promise<LoginResult> {
  const wanted = parseInput(registrationInput, values);
  // Whoever registers is nobody yet, and addresses are unique among all.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'register', source: ctx.services.openCalls });
  const { token, password, deviceName = null, trustDevice } = wanted;
  const userId = userIdOfInvitation(ctx.services.keys.registrations, token);
  const invitation = await findInvitation(ctx, { token, userId });
  const organization = await findOpenOrganization(ctx, invitation);
  const isNew = (await ctx.em.count(Account, { id: userId })) === 0 && (await create(ctx, { wanted, userId, invitation, organization }));
  const account = await ctx.em.findOneOrFail(Account, { id: userId });
  if (!isNew) await checkSame(ctx, account, password);
  return enter(ctx, account, { slug: organization.slug, deviceName, authMethods: ['pwd'], trustDevice: trustDevice ?? false });
}

/** Nothing is taken up for an organization that nobody gets into. */
async function findOpenOrganization({ em }: AuthContext, { organizationId: id }: Invitation): Promise<Organization> {
  const organization = await em.findOne(Organization, { id });
  if (!organization) throw AuthErrors.ORGANIZATION_NOT_READY();
  const refusal = closedBecause(organization.status);
  if (refusal) throw refusal;
  return organization;
}

interface Newcomer {
  wanted: Wanted;
  userId: string;
  invitation: Invitation;
  organization: Organization;
}

/** All that can be refused is refused before the invitation is redeemed. @returns false where the same is there by now. */
async function create(ctx: AuthContext, { wanted, userId, invitation, organization }: Newcomer): Promise<boolean> {
  const { token, password, firstName = null, lastName = null, username = null } = wanted;
  const { email, hasAccount } = invitation;
  if (hasAccount) throw AuthErrors.EMAIL_TAKEN('You have an account: log in with the invitation').at('input', 'token');
  const displayName = displayNameOf(wanted, email);
  const { passwordMinLength: minLength } = strictest(ctx.services.policyDefaults, [await findPolicy(ctx, organization.id)]);
  const personal = [email, displayName, username ?? '', organization.name];
  await checkStrength(ctx, password, { minLength, personal }).catch((error) => {
    throw error.at?.('input', 'password') ?? error;
  });
  const passwordHash = await ctx.services.passwords.hash(password);
  const person = { token, userId, displayName, firstName, lastName, username: username || null };
  return createInvitedAccount(ctx, { ...person, email, passwordHash });
}

/** Somebody who has the token sends it again: their password says whether they are the same. Wrong ones count as at a login. */
async function checkSame(ctx: AuthContext, account: Account, password: string): Promise<void> {
  const verdict = await checkPassword(ctx, { account, identifier: account.email, password });
  if (verdict === 'LOCKED') throw AuthErrors.ACCOUNT_LOCKED();
  if (verdict !== 'ACCEPTED') throw AuthErrors.INVALID_CREDENTIALS().at('input', 'password');
}
