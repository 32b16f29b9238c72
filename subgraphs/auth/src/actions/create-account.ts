import { accountCreated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account, type NewAccount } from '../domain/account.entity.js';

/**
 * Makes an account and announces it, with the organization that it is to own. Call it inside a transaction and flush
 * after it: until the commit everybody else who wants the address waits.
 *
 * @returns false where somebody has the e-mail address already.
 */
export async function createAccount(ctx: AuthContext, init: NewAccount, organizationId: string | null): Promise<boolean> {
  await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.account:${init.email}`]);
  if ((await ctx.em.count(Account, { email: init.email })) > 0) return false;

  const account = new Account(init);
  ctx.em.persist(account);
  const { id: userId, email, displayName, isPlatformStaff: isPlatformAdmin } = account;
  ctx.events.raise(
    accountCreated,
    { userId, email, displayName, organizationId, isPlatformAdmin },
    { actor: { kind: 'user', id: userId } },
  );
  return true;
}
