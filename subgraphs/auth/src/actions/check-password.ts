import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { loginFailed } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { verifyPassword } from '../domain/password-hash.js';

/**
 * Whether a password lets somebody in. No account, a paused account, a disabled one and a wrong password all take as
 * long and are all `false`; what is behind it is counted and announced for accounts that exist.
 */
export async function checkPassword(ctx: AuthContext, account: Account | null, password: string): Promise<boolean> {
  const isOpen = account !== null && account.status === AccountStatus.ACTIVE && !account.isPaused(new Date());
  const matches = await verifyPassword(isOpen ? account.passwordHash : null, password);
  return account !== null && settle(ctx, account.id, { isOpen, matches });
}

/** Under the account's lock, so that of many guesses sent at once no more are looked at than of many sent in a row. */
function settle(ctx: AuthContext, id: string, attempt: { isOpen: boolean; matches: boolean }): Promise<boolean> {
  return inTransaction(ctx.em, async () => {
    const account = await ctx.em.findOneOrFail(Account, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    const now = new Date();
    const isOpen = attempt.isOpen && !account.isPaused(now);
    const isAccepted = isOpen && attempt.matches;
    if (isAccepted) account.forgetFailures();
    else if (isOpen) account.countFailure(now);
    if (!isAccepted) ctx.events.raise(loginFailed, { userId: id, reason: isOpen ? 'WRONG_PASSWORD' : closedBecause(account) });

    await ctx.em.flush();
    return isAccepted;
  });
}

const closedBecause = ({ status }: Account) => (status === AccountStatus.ACTIVE ? 'TOO_MANY_FAILURES' : 'ACCOUNT_DISABLED');
