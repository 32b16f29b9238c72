import { mfaReset } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { BackupCode } from '../domain/backup-code.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { MfaChallenge } from '../domain/mfa-challenge.entity.js';
import { MfaFactor } from '../domain/mfa-factor.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';

/** Deletes all that counts as somebody's second factor, or stands in for it; the caller has the account's row. */
export async function dropFactors({ em }: AuthContext, userId: string): Promise<void> {
  await em.nativeDelete(MfaFactor, { userId });
  await em.nativeDelete(BackupCode, { userId });
  await em.nativeDelete(TrustedDevice, { userId });
  await em.nativeDelete(MfaChallenge, { userId });
}

/**
 * Takes away every way in but the password, before the first proof of an address: whoever signed up with somebody else's address must
 * keep no passkey, no device and no link to a provider once its owner has come ("classic-federated merge" and its kin: Sudhodanan and
 * Paverd, Pre-hijacked accounts, USENIX Security 2022). The caller flushes.
 */
export async function dropCredentials(ctx: AuthContext, account: Account): Promise<void> {
  const { id: userId } = account;
  await dropFactors(ctx, userId);
  await ctx.em.nativeDelete(LinkedIdentity, { userId });
  if (!account.hasSecondFactor) return;
  account.hasSecondFactor = false;
  ctx.events.raise(mfaReset, { userId, reason: 'The address was proved for the first time, by a mailed link' });
}
