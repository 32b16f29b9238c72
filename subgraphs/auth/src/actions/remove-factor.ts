import { LockMode } from '@mikro-orm/core';
import { inTransaction, isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { mfaFactorRemoved } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { BackupCode } from '../domain/backup-code.entity.js';
import { MfaFactor } from '../domain/mfa-factor.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { findPoliciesOf } from '../queries/find-policies-of.js';
import { mail } from './mail.js';
import { freshAccount, ownAccount } from './own-account.js';

/**
 * Takes one of the viewer's second factors away. With the last one go backup codes and trusted devices.
 *
 * @throws AuthErrors.MFA_LAST_FACTOR_REQUIRED where an organization of theirs asks for one, REAUTHENTICATION_REQUIRED;
 *   CommonErrors.NOT_FOUND
 */
export async function removeFactor(request: AuthContext, id: string): Promise<void> {
  const { ctx, account } = await freshAccount(request);
  const { id: userId } = account;
  await inTransaction(ctx.em, async () => {
    await ctx.em.lock(account, LockMode.PESSIMISTIC_WRITE);
    const factors = await ctx.em.find(MfaFactor, { userId, confirmedAt: { $ne: null } }, { refresh: true });
    const factor = factors.find((one) => one.id === id);
    if (!factor) throw CommonErrors.NOT_FOUND('Factor').at('id');
    const isLast = factors.length === 1;
    if (isLast && (await isRequired(ctx, userId))) throw AuthErrors.MFA_LAST_FACTOR_REQUIRED().at('id');
    ctx.em.remove(factor);
    if (isLast) {
      account.hasSecondFactor = false;
      await ctx.em.nativeDelete(BackupCode, { userId });
      await ctx.em.nativeDelete(TrustedDevice, { userId });
    }
    ctx.events.raise(mfaFactorRemoved, { userId, factorId: id, kind: factor.kind as 'TOTP' | 'PASSKEY' });
    mail(ctx, MailKind.SECOND_FACTOR_CHANGED, { userId, change: 'REMOVED', at: new Date().toISOString() });
    await ctx.em.flush();
  });
}

const isRequired = async (ctx: AuthContext, userId: string) => (await findPoliciesOf(ctx, userId)).some(({ mfaRequired }) => mfaRequired);

/** Trusts one of the viewer's devices no longer. @throws CommonErrors.NOT_FOUND */
export async function revokeTrustedDevice(request: AuthContext, id: string): Promise<void> {
  const { ctx, account } = await ownAccount(request);
  const count = isUuid(id) ? await ctx.em.nativeDelete(TrustedDevice, { id, userId: account.id }) : 0;
  if (count === 0) throw CommonErrors.NOT_FOUND('Device').at('id');
}
