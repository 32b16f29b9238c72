import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { FormerPassword } from '../domain/former-password.entity.js';
import { type PasswordContext, passwordWeakness } from '../domain/password-policy.js';
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
  const { policyDefaults } = ctx.services;
  const { passwordMinLength: minLength } = strictest(policyDefaults, await findPoliciesOf(ctx, account.id));
  const organizations = await listLoginOrganizations(ctx, account.id);
  const personal = [account.email, account.displayName, ...organizations.map(({ name }) => name)];
  await checkStrength(ctx, password, { minLength, personal });
  if (await wasUsed(ctx, account, password)) throw AuthErrors.PASSWORD_REUSED();
}

/** Refuses what anybody would try, on anybody or on this person. @throws AuthErrors.PASSWORD_TOO_WEAK, PASSWORD_BREACHED */
export async function checkStrength({ services }: AuthContext, password: string, context: PasswordContext): Promise<void> {
  const weakness = passwordWeakness(password, context);
  if (weakness) throw AuthErrors.PASSWORD_TOO_WEAK(weakness);
  if (await services.breached.isBreached(password)) throw AuthErrors.PASSWORD_BREACHED();
}

async function wasUsed({ em, services }: AuthContext, { id: userId, passwordHash }: Account, password: string): Promise<boolean> {
  const { passwords, passwordHistory: limit } = services;
  const former = limit > 1 ? await em.find(FormerPassword, { userId }, { orderBy: { id: 'desc' }, limit: limit - 1 }) : [];
  const hashes = limit > 0 ? [passwordHash, ...former.map((one) => one.passwordHash)] : [];
  for (const hash of hashes) if (await passwords.verify(hash, password)) return true;
  return false;
}
