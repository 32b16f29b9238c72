import { inTransaction } from '@supergraph/kernel/db';
import { v7 as uuidv7 } from 'uuid';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { isAmongMostCommon } from '../domain/breached-passwords.js';
import { normalizeEmail } from '../domain/email.js';
import { passwordWeakness } from '../domain/password-policy.js';
import { PLATFORM_SCOPES } from '../domain/platform-scopes.js';
import { createAccount } from './create-account.js';

async function hasPlatformStaff({ em }: AuthContext): Promise<boolean> {
  const rows = await em.execute<object[]>('select 1 from account where cardinality(platform_scopes) > 0 limit 1');
  return rows.length > 0;
}

/**
 * Makes the super admin of the configuration where there is no platform staff at all. An ordinary account of that
 * address is never promoted.
 *
 * @throws AuthErrors.PASSWORD_TOO_WEAK, PASSWORD_BREACHED, EMAIL_TAKEN
 */
export async function ensureSuperAdmin(ctx: AuthContext): Promise<void> {
  const { superAdmin, passwordMinLength: minLength } = ctx.services;
  if (!superAdmin || (await hasPlatformStaff(ctx))) return;
  const email = normalizeEmail(superAdmin.email);
  const weakness = passwordWeakness(superAdmin.password, { minLength, personal: [email] });
  if (weakness) throw AuthErrors.PASSWORD_TOO_WEAK(weakness);
  if (isAmongMostCommon(superAdmin.password)) throw AuthErrors.PASSWORD_BREACHED();
  const passwordHash = await ctx.services.passwords.hash(superAdmin.password);

  await inTransaction(ctx.em, async () => {
    // One replica makes the account, the others find it made.
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', ['auth.super_admin']);
    if (await hasPlatformStaff(ctx)) return;
    const account = {
      id: uuidv7(),
      email,
      displayName: 'Super admin',
      passwordHash,
      platformScopes: PLATFORM_SCOPES,
      isEmailVerified: true,
    };
    if (!(await createAccount(ctx, account, null))) throw AuthErrors.EMAIL_TAKEN();
    await ctx.em.flush();
  });
}
