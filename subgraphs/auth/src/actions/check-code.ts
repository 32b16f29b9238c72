import { CommonErrors } from '@supergraph/kernel/errors';
import { backupCodeUsed, loginFailed } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { hashBackupCode } from '../domain/backup-code.entity.js';
import { decrypt } from '../domain/derived-keys.js';
import { MfaFactor, MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { totpStep } from '../domain/totp.js';
import { countFailure, type Guarded, passGuard } from './guard-login.js';
import { mail } from './mail.js';

export interface TypedCode {
  kind: MfaFactorKind.TOTP | MfaFactorKind.BACKUP_CODE;
  code: string;
}

/** Wrong codes within an hour, and minutes that no code is looked at then. */
const RULES = { attempts: 5, minutes: 15, accountAttempts: 5 };

/** Codes have a count of their own, one for all that somebody can type. */
const guardedBy = (userId: string): Guarded => ({ accountKey: `code ${userId}`, sourceKey: 'code', isTrusted: true });

/**
 * Takes a code of somebody's authenticator app, or one of their backup codes. Each is good once.
 *
 * @throws AuthErrors.MFA_INVALID_CODE, MFA_CODE_REUSED; CommonErrors.RATE_LIMITED after too many wrong ones
 */
export async function checkCode(ctx: AuthContext, userId: string, typed: TypedCode): Promise<void> {
  const factor = typed.kind === MfaFactorKind.TOTP ? await findTotp(ctx, userId, true) : null;
  const step = factor && stepOf(ctx, factor, typed.code);
  const backupCode = typed.kind === MfaFactorKind.TOTP ? null : await findBackupCode(ctx, userId, typed.code);
  if (step === null && backupCode === null) await refuseCode(ctx, userId);
  if ((await passGuard(ctx, guardedBy(userId))) !== null) throw tooMany();
  if (factor) await useStep(ctx, factor, step as number);
  else await useBackupCode(ctx, userId, backupCode as string);
}

/** The authenticator app of somebody: the one that counts, or the one that is being set up. */
export const findTotp = ({ em }: AuthContext, userId: string, isConfirmed: boolean): Promise<MfaFactor | null> =>
  em.findOne(MfaFactor, { userId, kind: MfaFactorKind.TOTP, confirmedAt: isConfirmed ? { $ne: null } : null }, { refresh: true });

/** The time step that a code of an app belongs to; null where it is wrong. */
export const stepOf = ({ services }: AuthContext, { id, sealedSecret }: MfaFactor, code: string): number | null =>
  totpStep(decrypt(services.keys.secondFactors, sealedSecret ?? '', id).toString(), code);

/** Counts a wrong code. */
export async function refuseCode(ctx: AuthContext, userId: string): Promise<never> {
  const { block } = await countFailure(ctx, guardedBy(userId), RULES);
  ctx.events.raise(loginFailed, { userId, reason: block ? 'TOO_MANY_CODES' : 'WRONG_CODE' }, { actor: { kind: 'user', id: userId } });
  await ctx.em.flush();
  throw block ? tooMany() : AuthErrors.MFA_INVALID_CODE().at('code');
}

const tooMany = () => CommonErrors.RATE_LIMITED().with({ retryAfter: RULES.minutes * 60 });

/** In one statement: of the same code many times at once, one is taken, and no earlier one after it. */
async function useStep(ctx: AuthContext, { id, userId }: MfaFactor, step: number): Promise<void> {
  const rows = await ctx.em.execute<object[]>(
    `update mfa_factor set last_step = ?, last_used_at = now(), updated_at = now()
     where id = ? and (last_step is null or last_step < ?) returning id`,
    [step, id, step],
  );
  if (rows.length === 0) await refuseReused(ctx, userId);
}

/** Somebody's backup code, used or not; null where it is none. One statement. */
async function findBackupCode({ em, services }: AuthContext, userId: string, code: string): Promise<string | null> {
  const rows = await em.execute<{ id: string; code_hash: string; is_salted: boolean }[]>(
    'select id, code_hash, is_salted from backup_code where user_id = ?',
    [userId],
  );
  const { secondFactors: key } = services.keys;
  return rows.find(({ id, code_hash: hash, is_salted: isSalted }) => hash === hashBackupCode(key, code, { id, isSalted }))?.id ?? null;
}

async function useBackupCode(ctx: AuthContext, userId: string, id: string): Promise<void> {
  const rows = await ctx.em.execute<object[]>(
    `update backup_code set used_at = now(), updated_at = now() where id = ? and used_at is null returning id`,
    [id],
  );
  if (rows.length === 0) await refuseReused(ctx, userId);
  ctx.events.raise(backupCodeUsed, { userId }, { actor: { kind: 'user', id: userId } });
  await ctx.em.flush();
}

/** A code that was used before may be in somebody else's hands: it is announced, and its person is told. */
async function refuseReused(ctx: AuthContext, userId: string): Promise<never> {
  const { ip: ipAddress = null, userAgent = null } = ctx.client;
  ctx.events.raise(loginFailed, { userId, reason: 'CODE_REUSED' }, { actor: { kind: 'user', id: userId } });
  mail(ctx, MailKind.CODE_REUSED, { userId, ipAddress, userAgent, at: new Date().toISOString() });
  await ctx.em.flush();
  throw AuthErrors.MFA_CODE_REUSED().at('code');
}
