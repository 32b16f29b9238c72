import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { accountUnlocked } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { TokenPurpose } from '../domain/one-time-token.entity.js';
import { checkNewPassword } from './check-new-password.js';
import { dropCredentials } from './drop-credentials.js';
import { clearGuard } from './guard-login.js';
import { readOneTimeToken, useOneTimeToken } from './one-time-tokens.js';
import { setPassword } from './set-password.js';
import { throttle } from './throttle.js';

const input = z.object({
  token: z.string().min(1, 'Which link?').max(200, 'No link is that long'),
  newPassword: z.string().min(1, 'Which password?').max(1_000, 'No password is that long'),
});

export type PasswordReset = z.input<typeof input>;

/**
 * Sets a new password by a link that was mailed: once, and within an hour. All sessions of the person end, and blocks of the account
 * with them: whoever reads its mail is its person. Where nobody had proved the address, all other ways in are gone as well.
 *
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED, PASSWORD_TOO_WEAK, PASSWORD_BREACHED, PASSWORD_REUSED; CommonErrors.RATE_LIMITED
 */
export async function resetPassword(request: AuthContext, values: PasswordReset): Promise<Account> {
  const { token, newPassword } = parseInput(input, values, []);
  // The link says whose password it is, and whoever holds it is logged in to nothing.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'passwordReset', source: ctx.services.openCalls });
  const { userId } = await readOneTimeToken(ctx, TokenPurpose.PASSWORD_RESET, token);
  const account = await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE });
  if (!account) throw AuthErrors.TOKEN_INVALID().at('token');
  await checkNewPassword(ctx, account, newPassword).catch((error) => {
    throw error.at?.('newPassword') ?? error;
  });
  const passwordHash = await ctx.services.passwords.hash(newPassword);
  return inTransaction(ctx.em, async () => {
    await ctx.em.lock(account, LockMode.PESSIMISTIC_WRITE);
    await useOneTimeToken(ctx, TokenPurpose.PASSWORD_RESET, token);
    if (!account.emailVerifiedAt) await dropCredentials(ctx, account);
    account.emailVerifiedAt ??= new Date();
    await setPassword(ctx, account, { passwordHash, by: 'RESET', keepSession: null });
    if (await clearGuard(ctx, userId)) ctx.events.raise(accountUnlocked, { userId, by: 'RESET', reason: null });
    await ctx.em.flush();
    return account;
  });
}
