import { type AuthenticationResponseJSON, generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { parseInput, plainText } from '@supergraph/kernel/errors';
import { loginFailed } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { ChallengePurpose } from '../domain/mfa-challenge.entity.js';
import { MfaFactor, MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { PasskeyPurpose } from '../domain/passkey-challenge.entity.js';
import { enter, type LoginResult } from './enter.js';
import { finishChallenge, readChallenge } from './meet-challenge.js';
import { rememberChallenge, usePasskeyChallenge } from './passkey-challenges.js';
import { throttle } from './throttle.js';

const input = z.object({
  credential: z.looseObject({
    id: z.string().min(1).max(1_500),
    rawId: z.string().max(1_500),
    type: z.literal('public-key'),
    response: z.looseObject({
      clientDataJSON: z.string().max(5_000),
      authenticatorData: z.string().max(5_000),
      signature: z.string().max(5_000),
    }),
    clientExtensionResults: z.looseObject({}).default({}),
  }),
  challengeToken: z.string().max(200, 'No challenge is that long').nullish(),
  organizationSlug: plainText().max(200, 'No subdomain is that long').nullish(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
  trustDevice: z.boolean().nullish(),
});

export interface PasskeyLogin {
  credential: unknown;
  /** Of a login that waits for a second factor; without it the passkey is all there is. */
  challengeToken?: string | null;
  organizationSlug?: string | null;
  deviceName?: string | null;
  trustDevice?: boolean | null;
}

/**
 * What a browser needs to log somebody in by a passkey. Whose it is the device tells: nobody learns by asking who has one.
 *
 * @throws CommonErrors.RATE_LIMITED
 */
export async function beginPasskeyLogin(request: AuthContext): Promise<object> {
  const ctx = await opened(request, 'passkeyLoginBegin');
  const options = await generateAuthenticationOptions({ rpID: ctx.services.relyingParty.id, userVerification: 'preferred' });
  await rememberChallenge(ctx, { challenge: options.challenge, purpose: PasskeyPurpose.LOGIN, userId: null });
  return options;
}

/**
 * Logs in by what a device has signed. By itself it must have asked for its owner, and is as good as two factors; as a second factor
 * its presence is enough.
 *
 * @throws InvalidInputError; AuthErrors.PASSKEY_INVALID, TOKEN_INVALID; CommonErrors.RATE_LIMITED; what enter throws.
 */
export async function finishPasskeyLogin(request: AuthContext, values: PasskeyLogin): Promise<LoginResult> {
  const parsed = parseInput(input, values, []);
  const { credential, challengeToken, organizationSlug, deviceName = null } = parsed;
  const response = credential as unknown as AuthenticationResponseJSON;
  const trustDevice = parsed.trustDevice ?? false;
  if (challengeToken) {
    const { ctx, account, challenge } = await readChallenge(request, challengeToken, ChallengePurpose.VERIFY);
    const factor = await prove(ctx, response, false);
    if (factor.userId !== account.id) throw AuthErrors.PASSKEY_INVALID().at('credential');
    return finishChallenge(ctx, { account, challenge, method: 'hwk', trustDevice });
  }
  const ctx = await opened(request, 'passkeyLoginFinish');
  const { userId: id } = await prove(ctx, response, true);
  const account = await ctx.em.findOne(Account, { id, status: AccountStatus.ACTIVE });
  if (!account) throw AuthErrors.PASSKEY_INVALID().at('credential');
  const slug = organizationSlug?.trim().toLowerCase() || null;
  return enter(ctx, account, { slug, deviceName, authMethods: ['hwk', 'user'], trustDevice });
}

/** Nobody is logged in before. */
async function opened(request: AuthContext, what: string): Promise<AuthContext> {
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what, source: ctx.services.openCalls });
  return ctx;
}

/** The passkey that has signed. A counter that does not grow tells of a copy. */
async function prove(ctx: AuthContext, response: AuthenticationResponseJSON, requireUserVerification: boolean): Promise<MfaFactor> {
  const { challenge, origin } = await usePasskeyChallenge(ctx, PasskeyPurpose.LOGIN, response.response.clientDataJSON);
  const factor = await ctx.em.findOne(MfaFactor, { credentialId: response.id, kind: MfaFactorKind.PASSKEY, confirmedAt: { $ne: null } });
  if (!factor) throw AuthErrors.PASSKEY_INVALID().at('credential');
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: ctx.services.relyingParty.id,
    requireUserVerification,
    credential: {
      id: factor.credentialId ?? '',
      publicKey: Uint8Array.from(Buffer.from(factor.publicKey ?? '', 'base64url')),
      counter: Number(factor.counter ?? 0),
    },
  }).catch((cause) => refusePasskey(ctx, factor.userId, cause));
  if (!verified || !(await count(ctx, factor.id, authenticationInfo.newCounter))) return refusePasskey(ctx, factor.userId);
  return factor;
}

/** In one statement: of two answers with one count, one is taken. Devices that do not count say 0 each time. */
async function count({ em }: AuthContext, id: string, counter: number): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `update mfa_factor set counter = ?, last_used_at = now(), updated_at = now()
     where id = ? and (counter < ? or (counter = 0 and ? = 0)) returning id`,
    [counter, id, counter, counter],
  );
  return rows.length > 0;
}

async function refusePasskey(ctx: AuthContext, userId: string, cause?: unknown): Promise<never> {
  ctx.events.raise(loginFailed, { userId, reason: 'WRONG_PASSKEY' }, { actor: { kind: 'user', id: userId } });
  await ctx.em.flush();
  throw AuthErrors.PASSKEY_INVALID().at('credential').causedBy(cause);
}
