import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { ChallengePurpose, type InterruptedLogin, MfaChallenge } from '../domain/mfa-challenge.entity.js';
import type { MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { newOneTimeToken } from '../domain/one-time-token.entity.js';
import { factorKindsOf } from '../queries/factor-kinds-of.js';

/** A login that waits for a second factor; without `factors` for one to be set up. */
export interface IssuedChallenge {
  challengeToken: string;
  factors: MfaFactorKind[];
  expiresAt: Date;
  attemptsLeft: number;
}

/** Interrupts a login. */
export async function openChallenge(
  ctx: AuthContext,
  account: Account,
  wayIn: InterruptedLogin,
  purpose: ChallengePurpose,
): Promise<IssuedChallenge> {
  const challengeToken = newOneTimeToken();
  const opened = new MfaChallenge({ userId: account.id, token: challengeToken, purpose, wayIn });
  ctx.em.persist(opened);
  await ctx.em.flush();
  const factors = purpose === ChallengePurpose.VERIFY ? await factorKindsOf(ctx, account.id) : [];
  return { challengeToken, factors, expiresAt: opened.expiresAt, attemptsLeft: opened.attemptsLeft };
}
