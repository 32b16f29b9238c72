import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { MfaFactorKind } from '../domain/mfa-factor.entity.js';
import type { AuthMethod } from '../domain/session.entity.js';
import { checkCode } from './check-code.js';
import { checkPassword } from './check-password.js';
import type { IssuedTokens } from './issue-tokens.js';
import { accountToProve, type OwnAccount } from './own-account.js';
import { renewSession } from './renew-session.js';

const input = z.object({
  password: z.string().min(1, 'Which password?').max(1_000, 'No password is that long').nullish(),
  code: z.string().min(1, 'Which code?').max(100, 'No code is that long').nullish(),
});

export type Reauthentication = z.input<typeof input>;

/**
 * Lets the viewer prove again who they are, by password or by a code of their authenticator app. The session goes on with new tokens,
 * and sensitive changes are open for a while.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED, MFA_INVALID_CODE, MFA_CODE_REUSED; CommonErrors.INVALID, RATE_LIMITED
 */
export async function reauthenticate(request: AuthContext, values: Reauthentication): Promise<IssuedTokens> {
  const { password, code } = parseInput(input, values, []);
  if (Boolean(password) === Boolean(code)) throw CommonErrors.INVALID('Either a password or a code');
  const own = await accountToProve(request);
  const method = password ? await byPassword(own, password) : await byCode(own, code ?? '');
  return renewSession(own.ctx, own.session, [method]);
}

async function byPassword({ ctx, account }: OwnAccount, password: string): Promise<AuthMethod> {
  const verdict = await checkPassword(ctx, { account, identifier: account.email, password });
  if (verdict === 'LOCKED') throw AuthErrors.ACCOUNT_LOCKED();
  if (verdict !== 'ACCEPTED') throw AuthErrors.INVALID_CREDENTIALS().at('password');
  return 'pwd';
}

async function byCode({ ctx, account }: OwnAccount, code: string): Promise<AuthMethod> {
  await checkCode(ctx, account.id, { kind: MfaFactorKind.TOTP, code });
  return 'otp';
}
