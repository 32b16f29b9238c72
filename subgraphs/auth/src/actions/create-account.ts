import { accountCreated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account, type NewAccount } from '../domain/account.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { mail } from './mail.js';

/** Until the commit everybody else who wants the address waits. Call it inside a transaction. */
export async function lockAddress({ em }: AuthContext, email: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.account:${email}`]);
}

/**
 * Makes an account and announces it, with the organization that it is to own; the address is mailed a link that confirms it. Call it inside a transaction and flush
 * after it: until the commit everybody else who wants the address waits.
 *
 * @returns false where somebody has the e-mail address already.
 */
export async function createAccount(ctx: AuthContext, init: NewAccount, organizationId: string | null): Promise<boolean> {
  await lockAddress(ctx, init.email);
  if ((await ctx.em.count(Account, { email: init.email })) > 0) return false;

  const account = new Account(init);
  ctx.em.persist(account);
  const { id: userId, email, displayName, isPlatformStaff: isPlatformAdmin } = account;
  ctx.events.raise(
    accountCreated,
    { userId, email, displayName, organizationId, isPlatformAdmin },
    { actor: { kind: 'user', id: userId } },
  );
  if (!account.emailVerifiedAt) mail(ctx, MailKind.EMAIL_VERIFICATION, { userId, organizationId });
  return true;
}
