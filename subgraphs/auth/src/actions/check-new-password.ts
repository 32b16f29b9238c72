import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { FormerPassword } from '../domain/former-password.entity.js';
import { passwordWeakness } from '../domain/password-policy.js';
import { strictest } from '../domain/security-policy.entity.js';
import { findPoliciesOf } from '../queries/find-policies-of.js';
import { listLoginOrganizations } from '../queries/list-login-organizations.js';

/**
 * Refuses a password that is too weak for one of the person's organizations, that everybody has on a list, or that the person has or
 * had not long ago. Needs the platform's rows.
 *
 * @throws AuthErrors.PASSWORD_TOO_WEAK, PASSWORD_BREACHED, PASSWORD_REUSED
 */
export async function checkNewPassword(ctx: AuthContext, account: Account, password: string): Promise<void> {
  const { breached, policyDefaults } = ctx.services;
  const { passwordMinLength: minLength } = strictest(policyDefaults, await findPoliciesOf(ctx, account.id));
  const organizations = await listLoginOrganizations(ctx, account.id);
  const personal = [account.email, account.displayName, ...organizations.map(({ name }) => name)];
  const weakness = passwordWeakness(password, { minLength, personal });
  if (weakness) throw AuthErrors.PASSWORD_TOO_WEAK(weakness);
  if (await breached.isBreached(password)) throw AuthErrors.PASSWORD_BREACHED();
  if (await wasUsed(ctx, account, password)) throw AuthErrors.PASSWORD_REUSED();
}

async function wasUsed({ em, services }: AuthContext, { id: userId, passwordHash }: Account, password: string): Promise<boolean> {
  const { passwords, passwordHistory: limit } = services;
  const former = limit > 1 ? await em.find(FormerPassword, { userId }, { orderBy: { id: 'desc' }, limit: limit - 1 }) : [];
  const hashes = limit > 0 ? [passwordHash, ...former.map((one) => one.passwordHash)] : [];
  for (const hash of hashes) if (await passwords.verify(hash, password)) return true;
  return false;
}
