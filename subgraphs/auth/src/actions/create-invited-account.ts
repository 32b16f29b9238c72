import { inTransaction } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { type InvitedPerson, redeemInvitation } from './ask-for-invitation.js';
import { createAccount, lockAddress } from './create-account.js';
import { copyMembership } from './record-membership.js';

export interface InvitedAccount extends InvitedPerson {
  /** The invitation's: whoever has its token reads the mail of it. */
  email: string;
  passwordHash: string;
}

/**
 * Redeems an invitation and makes the account of its person. Should the commit fail after the redemption, the person and the membership
 * are there without an account: the same sent again finds them.
 *
 * @returns false where the account is there already.
 * @throws AuthErrors.EMAIL_TAKEN, and what redeemInvitation throws.
 */
export function createInvitedAccount(ctx: AuthContext, { email, passwordHash, ...person }: InvitedAccount): Promise<boolean> {
  const { userId: id, displayName } = person;
  return inTransaction(ctx.em, async () => {
    // From here to the commit nobody else gets the address, and of the same sent many times at once the others wait.
    await lockAddress(ctx, email);
    if ((await ctx.em.count(Account, { id })) > 0) return false;
    if ((await ctx.em.count(Account, { email })) > 0) throw AuthErrors.EMAIL_TAKEN().at('input', 'token');
    const membership = await redeemInvitation(ctx, person);
    await createAccount(ctx, { id, email, displayName, passwordHash, isEmailVerified: true }, null);
    await ctx.em.flush();
    await copyMembership(ctx, membership);
    return true;
  });
}
