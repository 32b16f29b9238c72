import { inTransaction } from '@supergraph/kernel/db';
import { emailVerified } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { TokenPurpose } from '../domain/one-time-token.entity.js';
import { useOneTimeToken } from './one-time-tokens.js';
import { throttle } from './throttle.js';

/**
 * Whoever follows the link reads the mail of the address.
 *
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED; CommonErrors.RATE_LIMITED
 */
export async function verifyEmail(request: AuthContext, token: string): Promise<void> {
  // The link says whose address it is, and whoever holds it need not be logged in.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'emailVerify', source: ctx.services.openCalls });
  await inTransaction(ctx.em, async () => {
    const { userId, data } = await useOneTimeToken(ctx, TokenPurpose.EMAIL_VERIFICATION, token);
    const account = await ctx.em.findOne(Account, { id: userId });
    // The address may have been changed since.
    if (!account || account.email !== data.email) throw AuthErrors.TOKEN_INVALID().at('token');
    if (account.emailVerifiedAt) return;
    account.emailVerifiedAt = new Date();
    ctx.events.raise(emailVerified, { userId }, { actor: { kind: 'user', id: userId } });
    await ctx.em.flush();
  });
}
