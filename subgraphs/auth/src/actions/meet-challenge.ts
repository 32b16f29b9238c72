import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';
import { ChallengePurpose, MfaChallenge } from '../domain/mfa-challenge.entity.js';
import { hashOneTimeToken } from '../domain/one-time-token.entity.js';
import type { AuthMethod } from '../domain/session.entity.js';
import { enter, type LoginResult, takeSeat } from './enter.js';
import { throttle } from './throttle.js';

export interface OpenChallenge {
  ctx: AuthContext;
  account: Account;
  challenge: MfaChallenge;
}

/**
 * A login that waits. Each look takes one of its attempts, in one statement: of many guesses at once no more are looked at than it has.
 *
 * @throws AuthErrors.TOKEN_INVALID; CommonErrors.RATE_LIMITED
 */
export async function readChallenge(request: AuthContext, token: string, purpose: ChallengePurpose): Promise<OpenChallenge> {
  // The challenge says whose login it is: until it is met the caller is nobody.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'mfaChallenge', source: ctx.services.openCalls });
  const [row] = await ctx.em.execute<Record<string, unknown>[]>(
    `update mfa_challenge set attempts_left = attempts_left - ?, updated_at = now()
     where token_hash = ? and purpose = ? and used_at is null and expires_at > now() and attempts_left > 0 returning *`,
    [purpose === ChallengePurpose.VERIFY ? 1 : 0, hashOneTimeToken(token), purpose],
  );
  const found = row && ctx.em.map(MfaChallenge, row);
  const account = found && (await ctx.em.findOne(Account, { id: found.userId, status: AccountStatus.ACTIVE }));
  if (!found || !account) throw AuthErrors.TOKEN_INVALID().at('challengeToken');
  return { ctx, account, challenge: found };
}

/** Lets the login go on, once. @throws AuthErrors.TOKEN_INVALID where it went on already; what enter throws. */
export async function finishChallenge(
  ctx: AuthContext,
  met: { account: Account; challenge: MfaChallenge; method: AuthMethod; trustDevice?: boolean },
): Promise<LoginResult> {
  const { account, method } = met;
  const { id, wayIn } = met.challenge;
  const rows = await ctx.em.execute<object[]>('update mfa_challenge set used_at = now() where id = ? and used_at is null returning id', [
    id,
  ]);
  if (rows.length === 0) throw AuthErrors.TOKEN_INVALID().at('challengeToken');
  const { slug, organizationId, deviceName, authMethods, providerId = null } = wayIn;
  // Trust in a device is good everywhere: only what the person has proved themselves makes it.
  const trustDevice = !isOrganizationsProvider(providerId) && (met.trustDevice ?? wayIn.trustDevice);
  const entrance = { deviceName, authMethods: [...authMethods, method], hasTrust: false, trustDevice, providerId };
  if (organizationId) return takeSeat(ctx, account, { userId: account.id, organizationId }, entrance);
  return enter(ctx, account, { slug, ...entrance });
}
