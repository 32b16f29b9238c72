import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { readLoginToken } from '../domain/login-token.js';
import { type LoginResult, takeSeat } from './enter.js';
import { throttle } from './throttle.js';

/** Finishes a login that was left with a choice. @throws what takeSeat throws, and for the token what readLoginToken does. */
export async function selectOrganization(request: AuthContext, loginToken: string, organizationId: string): Promise<LoginResult> {
  // The login token says who, and the choice where: until it is made the caller is in no organization.
  const ctx = request.acrossOrganizations();
  const { userId, issuedAt, ...entrance } = readLoginToken(ctx.services.keys.loginTokens, loginToken);
  await throttle(ctx, { what: 'loginSelectOrganization', source: ctx.services.openCalls });
  const account = await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE });
  if (!account) throw AuthErrors.INVALID_CREDENTIALS();
  // A token knows its time to the second.
  if (account.passwordChangedAt.getTime() >= issuedAt.getTime() + 1_000) throw AuthErrors.TOKEN_INVALID().at('loginToken');
  return takeSeat(ctx, account, { userId, organizationId }, entrance);
}
