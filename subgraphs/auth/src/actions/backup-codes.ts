import { inTransaction } from '@supergraph/kernel/db';
import { backupCodesRegenerated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { BackupCode, newBackupCode } from '../domain/backup-code.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { mail } from './mail.js';
import { freshAccount } from './own-account.js';

const COUNT = 10;

/** Makes new backup codes in the place of the old ones; the caller flushes, in a transaction. @returns them: they are shown once. */
export async function makeBackupCodes(ctx: AuthContext, userId: string): Promise<string[]> {
  await ctx.em.nativeDelete(BackupCode, { userId });
  const codes = Array.from({ length: COUNT }, newBackupCode);
  const key = ctx.services.keys.secondFactors;
  for (const code of codes) ctx.em.persist(new BackupCode(userId, code, key));
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
    const { ip: ipAddress = null, userAgent = null } = ctx.client;
    ctx.events.raise(backupCodesRegenerated, { userId: account.id });
    mail(ctx, MailKind.BACKUP_CODES_RENEWED, { userId: account.id, ipAddress, userAgent, at: new Date().toISOString() });
    await ctx.em.flush();
    return codes;
  });
}
