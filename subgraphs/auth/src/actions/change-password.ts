import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { checkNewPassword } from './check-new-password.js';
import { checkPassword } from './check-password.js';
import type { IssuedTokens } from './issue-tokens.js';
import { freshAccount } from './own-account.js';
import { renewSession } from './renew-session.js';
import { setPassword } from './set-password.js';

const password = z.string().min(1, 'Which password?').max(1_000, 'No password is that long');
const input = z.object({ currentPassword: password, newPassword: password, revokeOtherSessions: z.boolean() });

export type PasswordChange = z.input<typeof input>;

/**
 * Changes the viewer's password. The session goes on with new tokens; the others end unless they are to stay.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED, PASSWORD_TOO_WEAK, PASSWORD_BREACHED, PASSWORD_REUSED,
 *   REAUTHENTICATION_REQUIRED
 */
export async function changePassword(request: AuthContext, values: PasswordChange): Promise<IssuedTokens> {
  const { currentPassword, newPassword, revokeOtherSessions } = parseInput(input, values, []);
  const { ctx, account, session } = await freshAccount(request);
  const verdict = await checkPassword(ctx, { account, identifier: account.email, password: currentPassword });
  if (verdict === 'LOCKED') throw AuthErrors.ACCOUNT_LOCKED();
  if (verdict !== 'ACCEPTED') throw AuthErrors.INVALID_CREDENTIALS().at('currentPassword');
  await checkNewPassword(ctx, account, newPassword).catch((error) => {
    throw error.at?.('newPassword') ?? error;
  });
  const passwordHash = await ctx.services.passwords.hash(newPassword);
  return inTransaction(ctx.em, async () => {
    await ctx.em.lock(account, LockMode.PESSIMISTIC_WRITE);
    await setPassword(ctx, account, { passwordHash, by: 'CHANGE', ...(revokeOtherSessions ? { keepSession: session.id } : {}) });
    await ctx.em.flush();
    return renewSession(ctx, session, ['pwd']);
  });
}
