import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { mfaFactorAdded } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { encrypt } from '../domain/derived-keys.js';
import { ChallengePurpose } from '../domain/mfa-challenge.entity.js';
import { MfaFactor, MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { newTotpSecret, totpUri } from '../domain/totp.js';
import { makeBackupCodes } from './backup-codes.js';
import { findTotp, refuseCode, stepOf } from './check-code.js';
import type { LoginResult } from './enter.js';
import { mail } from './mail.js';
import { finishChallenge, readChallenge } from './meet-challenge.js';
import { freshAccount } from './own-account.js';

export interface NewTotp {
  otpauthUri: string;
  secret: string;
}

export interface EnrolledFactor {
  account: Account;
  /** New ones, shown once; null where there are some already. */
  backupCodes: string[] | null;
  /** Where the login leads that was interrupted for this. */
  outcome: LoginResult | null;
}

/** Who sets a second factor up: somebody who is logged in, or whose login waits for it. */
async function enrolling(request: AuthContext, challengeToken: string | null) {
  if (!challengeToken) return { ...(await freshAccount(request)), challenge: null };
  return readChallenge(request, challengeToken, ChallengePurpose.ENROL);
}

/**
 * Begins to set an authenticator app up: it counts once a code of it was typed. Another one that was begun before is forgotten.
 *
 * @throws AuthErrors.MFA_ALREADY_ENROLLED, REAUTHENTICATION_REQUIRED, TOKEN_INVALID
 */
export async function enrolTotp(request: AuthContext, challengeToken: string | null): Promise<NewTotp> {
  const { ctx, account } = await enrolling(request, challengeToken);
  if (await findTotp(ctx, account.id, true)) throw AuthErrors.MFA_ALREADY_ENROLLED();
  const secret = newTotpSecret();
  const factor = new MfaFactor({ userId: account.id, kind: MfaFactorKind.TOTP });
  factor.sealedSecret = encrypt(ctx.services.keys.secondFactors, Buffer.from(secret), factor.id);
  await inTransaction(ctx.em, async () => {
    await ctx.em.nativeDelete(MfaFactor, { userId: account.id, kind: MfaFactorKind.TOTP, confirmedAt: null });
    ctx.em.persist(factor);
    await ctx.em.flush();
  });
  return { secret, otpauthUri: totpUri(secret, { account: account.email, issuer: 'innoERP' }) };
}

/**
 * Confirms an authenticator app by its first code. With the first second factor come backup codes.
 *
 * @throws AuthErrors.MFA_INVALID_CODE, MFA_NOT_ENROLLED, MFA_ALREADY_ENROLLED, TOKEN_INVALID; CommonErrors.RATE_LIMITED
 */
export async function confirmTotp(request: AuthContext, code: string, challengeToken: string | null): Promise<EnrolledFactor> {
  const { ctx, account, challenge } = await enrolling(request, challengeToken);
  const factor = await findTotp(ctx, account.id, false);
  if (!factor) throw AuthErrors.MFA_NOT_ENROLLED();
  const step = stepOf(ctx, factor, code) ?? (await refuseCode(ctx, account.id));
  factor.lastStep = BigInt(step);
  const backupCodes = await addFactor(ctx, account, factor);
  const outcome = challenge ? await finishChallenge(ctx, { account, challenge, method: 'otp' }) : null;
  return { account, backupCodes, outcome };
}

/** Makes a factor count. @returns backup codes where it is the first one. */
export function addFactor(ctx: AuthContext, account: Account, factor: MfaFactor): Promise<string[] | null> {
  const { id: userId } = account;
  return inTransaction(ctx.em, async () => {
    await ctx.em.lock(account, LockMode.PESSIMISTIC_WRITE);
    await ctx.em.refresh(account);
    if (factor.kind === MfaFactorKind.TOTP && (await findTotp(ctx, userId, true))) throw AuthErrors.MFA_ALREADY_ENROLLED();
    const isFirst = !account.hasSecondFactor;
    account.hasSecondFactor = true;
    factor.confirmedAt = new Date();
    factor.lastUsedAt = factor.confirmedAt;
    ctx.em.persist(factor);
    const codes = isFirst ? await makeBackupCodes(ctx, userId) : null;
    const kind = factor.kind as 'TOTP' | 'PASSKEY';
    ctx.events.raise(mfaFactorAdded, { userId, factorId: factor.id, kind }, { actor: { kind: 'user', id: userId } });
    mail(ctx, MailKind.SECOND_FACTOR_CHANGED, { userId, change: 'ADDED', at: new Date().toISOString() });
    await ctx.em.flush();
    return codes;
  });
}
