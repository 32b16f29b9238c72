import { inTransaction } from '@supergraph/kernel/db';
import { backupCodesRegenerated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { BackupCode, canonicalBackupCode, newBackupCode } from '../domain/backup-code.entity.js';
import { keyedHash } from '../domain/derived-keys.js';
import { freshAccount } from './own-account.js';

const COUNT = 10;

/** Makes new backup codes in the place of the old ones; the caller flushes, in a transaction. @returns them: they are shown once. */
export async function makeBackupCodes(ctx: AuthContext, userId: string): Promise<string[]> {
  await ctx.em.nativeDelete(BackupCode, { userId });
  const codes = Array.from({ length: COUNT }, newBackupCode);
  const key = ctx.services.keys.secondFactors;
  for (const code of codes) ctx.em.persist(new BackupCode(userId, keyedHash(key, `backup ${canonicalBackupCode(code)}`)));
  return codes;
}

/**
 * New backup codes for the viewer; the old ones are worth nothing.
 *
 * @throws AuthErrors.MFA_NOT_ENROLLED, REAUTHENTICATION_REQUIRED
 */
export async function regenerateBackupCodes(request: AuthContext): Promise<string[]> {
  const { ctx, account } = await freshAccount(request);
  if (!account.hasSecondFactor) throw AuthErrors.MFA_NOT_ENROLLED();
  return inTransaction(ctx.em, async () => {
    const codes = await makeBackupCodes(ctx, account.id);
    ctx.events.raise(backupCodesRegenerated, { userId: account.id });
    await ctx.em.flush();
    return codes;
  });
}
