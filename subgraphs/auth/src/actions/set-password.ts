import { passwordChanged } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { FormerPassword } from '../domain/former-password.entity.js';
import { MfaChallenge } from '../domain/mfa-challenge.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { endSessions } from './end-sessions.js';
import { mail } from './mail.js';
import { dropOneTimeTokens } from './one-time-tokens.js';

export interface NewPassword {
  passwordHash: string;
  /** How it came about. */
  by: 'CHANGE' | 'RESET';
  /** The session that goes on; null for none, undefined for all. */
  keepSession?: string | null;
}

/** Gives an account another password, remembers the old one, ends sessions and trust, and tells the person. Call it in a transaction and flush. */
export async function setPassword(ctx: AuthContext, account: Account, { passwordHash, by, keepSession }: NewPassword): Promise<void> {
  const { id: userId } = account;
  const { passwordHistory } = ctx.services;
  if (passwordHistory > 1) ctx.em.persist(new FormerPassword(userId, account.passwordHash));
  account.changePassword(passwordHash);
  await ctx.em.execute(
    `delete from former_password where user_id = ? and id not in (select id from former_password where user_id = ? order by id desc limit ?)`,
    [userId, userId, Math.max(0, passwordHistory - 2)],
  );
  await ctx.em.nativeDelete(TrustedDevice, { userId });
  // Whoever knew the old password may wait for a second factor, or for a link to an address of their own.
  await ctx.em.nativeDelete(MfaChallenge, { userId });
  await dropOneTimeTokens(ctx, userId);
  if (keepSession !== undefined) {
    await endSessions(ctx, keepSession ? { userId, exceptId: keepSession } : { userId }, SessionEndReason.PASSWORD_CHANGED);
  }
  const { ip: ipAddress = null, userAgent = null } = ctx.client;
  ctx.events.raise(passwordChanged, { userId, by }, { actor: { kind: 'user', id: userId } });
  mail(ctx, MailKind.PASSWORD_CHANGED, { userId, ipAddress, userAgent, at: new Date().toISOString() });
}
