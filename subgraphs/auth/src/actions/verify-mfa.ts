import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { ChallengePurpose } from '../domain/mfa-challenge.entity.js';
import { MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { checkCode } from './check-code.js';
import type { LoginResult } from './enter.js';
import { finishChallenge, readChallenge } from './meet-challenge.js';

const input = z.object({
  challengeToken: z.string().min(1, 'Which challenge?').max(200, 'No challenge is that long'),
  kind: z.enum(MfaFactorKind),
  code: z.string().min(1, 'Which code?').max(100, 'No code is that long'),
  trustDevice: z.boolean().default(false),
});

export type MfaVerification = z.input<typeof input>;

/**
 * Goes on with a login that waits for a second factor: a code of the authenticator app, or a backup code.
 *
 * @throws AuthErrors.MFA_INVALID_CODE, MFA_CODE_REUSED, TOKEN_INVALID; CommonErrors.RATE_LIMITED; what enter throws.
 */
export async function verifyMfa(request: AuthContext, values: MfaVerification): Promise<LoginResult> {
  const { challengeToken, kind, code, trustDevice } = parseInput(input, values);
  if (kind === MfaFactorKind.PASSKEY) throw CommonErrors.INVALID('A passkey signs: begin with passkeyLoginBegin').at('input', 'kind');
  const { ctx, account, challenge } = await readChallenge(request, challengeToken, ChallengePurpose.VERIFY);
  await checkCode(ctx, account.id, { kind, code });
  return finishChallenge(ctx, { account, challenge, method: 'otp', trustDevice });
}
