import { inTransaction } from '@supergraph/kernel/db';
import { networkOf } from '@supergraph/kernel/network';
import { accountLocked, loginFailed } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { type Account, AccountStatus } from '../domain/account.entity.js';
import { keyedHash } from '../domain/derived-keys.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { strictest } from '../domain/security-policy.entity.js';
import { findPoliciesOf } from '../queries/find-policies-of.js';
import { type Block, type Counted, countFailure, type Guarded, passGuard } from './guard-login.js';
import { mail } from './mail.js';

export interface PasswordAttempt {
  /** Null where nobody has the address or the name that was typed. */
  account: Account | null;
  /** What was typed, for counting what is tried on nobody. */
  identifier: string;
  password: string;
  /** Id of a device that is known as the person's. */
  trustedDeviceId?: string | null;
}

/** LOCKED: the password is right and the account is locked, which nobody hears who does not know the password. */
export type Verdict = 'ACCEPTED' | 'REFUSED' | 'LOCKED';

/**
 * Whether a password lets somebody in. No account, a disabled one, a blocked source and a wrong password take as long and are one
 * answer; what is behind it is counted, and announced for accounts that exist. A hash of old goes with the first right password.
 */
export async function checkPassword(ctx: AuthContext, attempt: PasswordAttempt): Promise<Verdict> {
  const { account, password } = attempt;
  const { passwords } = ctx.services;
  const isOpen = account !== null && account.status === AccountStatus.ACTIVE;
  const matches = await passwords.verify(isOpen ? account.passwordHash : null, password);
  const guarded = guardedBy(ctx, attempt);
  if (!matches || !account) return refuse(ctx, attempt, guarded);
  const block = await passGuard(ctx, guarded);
  if (block === null) {
    if (passwords.isOutdated(account.passwordHash)) await renewHash(ctx, account, password);
    return 'ACCEPTED';
  }
  await announce(ctx, account, { block, began: null });
  return block === 'account' ? 'LOCKED' : 'REFUSED';
}

function guardedBy({ client, services }: AuthContext, { account, identifier, trustedDeviceId }: PasswordAttempt): Guarded {
  const accountKey = account?.id ?? keyedHash(services.keys.throttle, identifier);
  return { accountKey, sourceKey: trustedDeviceId ?? networkOf(client.ip), isTrusted: Boolean(trustedDeviceId) };
}

/** The same steps for everybody, and for nobody. */
async function refuse(ctx: AuthContext, { account }: PasswordAttempt, guarded: Guarded): Promise<Verdict> {
  const { policyDefaults, accountAttempts } = ctx.services;
  const rules = strictest(policyDefaults, await findPoliciesOf(ctx, account?.id ?? null));
  const { lockoutMaxAttempts: attempts, lockoutMinutes: minutes } = rules;
  const counted = await countFailure(ctx, guarded, { attempts, minutes, accountAttempts });
  if (account) await announce(ctx, account, counted);
  return 'REFUSED';
}

/** A block that begins is announced, and one of the whole account is mailed to its person, with a way out. */
function announce(ctx: AuthContext, account: Account, { block, began }: Counted): Promise<void> {
  return inTransaction(ctx.em, async () => {
    ctx.events.raise(loginFailed, { userId: account.id, reason: reasonOf(account, block) });
    if (began) {
      ctx.events.raise(accountLocked, {
        userId: account.id,
        kind: began.kind === 'account' ? 'ACCOUNT' : 'SOURCE',
        until: began.until.toISOString(),
      });
      if (began.kind === 'account') mail(ctx, MailKind.ACCOUNT_LOCKED, { userId: account.id });
    }
    await ctx.em.flush();
  });
}

function reasonOf({ status }: Account, block: Block): string {
  if (status !== AccountStatus.ACTIVE) return 'ACCOUNT_DISABLED';
  if (block === null) return 'WRONG_PASSWORD';
  return block === 'account' ? 'ACCOUNT_LOCKED' : 'TOO_MANY_FAILURES';
}

/** Unless the password was changed at this very moment. */
async function renewHash(ctx: AuthContext, { id, passwordHash: old }: Account, password: string): Promise<void> {
  const renewed = await ctx.services.passwords.hash(password);
  await ctx.em.execute('update account set password_hash = ? where id = ? and password_hash = ?', [renewed, id, old]);
}
