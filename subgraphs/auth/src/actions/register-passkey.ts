import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { generateRegistrationOptions, type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server';
import { parseInput, plainText } from '@supergraph/kernel/errors';
import { parse as uuidBytes } from 'uuid';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { MfaFactor, MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { PasskeyPurpose } from '../domain/passkey-challenge.entity.js';
import { addFactor, type EnrolledFactor } from './enrol-totp.js';
import { freshAccount } from './own-account.js';
import { rememberChallenge, usePasskeyChallenge } from './passkey-challenges.js';

const MOST_PASSKEYS = 20;

const input = z.object({
  name: plainText().trim().max(100, 'A name has at most 100 characters').nullish(),
  credential: z.looseObject({
    id: z.string().min(1).max(1_500),
    rawId: z.string().max(1_500),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: z.string().max(5_000), attestationObject: z.string().max(50_000) }),
    clientExtensionResults: z.looseObject({}).default({}),
  }),
});

export interface PasskeyRegistration {
  name: string | null;
  credential: unknown;
}

/**
 * What the viewer's browser needs to make a passkey; one that they have already makes no second one.
 *
 * @throws AuthErrors.REAUTHENTICATION_REQUIRED, PASSKEY_LIMIT_REACHED
 */
export async function beginPasskey(request: AuthContext): Promise<object> {
  const { ctx, account } = await freshAccount(request);
  const { id: rpID, name: rpName } = ctx.services.relyingParty;
  const existing = await ctx.em.find(MfaFactor, { userId: account.id, kind: MfaFactorKind.PASSKEY });
  if (existing.length >= MOST_PASSKEYS) throw AuthErrors.PASSKEY_LIMIT_REACHED(MOST_PASSKEYS);
  const options = await generateRegistrationOptions({
    rpID,
    rpName,
    userName: account.email,
    userDisplayName: account.displayName,
    userID: Uint8Array.from(uuidBytes(account.id)),
    excludeCredentials: existing.map(({ credentialId, transports }) => ({ id: credentialId ?? '', transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  });
  await rememberChallenge(ctx, { challenge: options.challenge, purpose: PasskeyPurpose.REGISTER, userId: account.id });
  return options;
}

/**
 * Takes the passkey that the browser has made. It counts at once, as a second factor and by itself.
 *
 * @throws InvalidInputError; AuthErrors.PASSKEY_INVALID, REAUTHENTICATION_REQUIRED
 */
export async function finishPasskey(request: AuthContext, values: PasskeyRegistration): Promise<EnrolledFactor> {
  const { name = null, credential } = parseInput(input, values, []);
  const { ctx, account } = await freshAccount(request);
  const used = await usePasskeyChallenge(ctx, PasskeyPurpose.REGISTER, credential.response.clientDataJSON);
  if (used.userId !== account.id) throw AuthErrors.PASSKEY_INVALID().at('credential');
  const made = await verify(ctx, credential as unknown as RegistrationResponseJSON, used);
  const factor = new MfaFactor({ userId: account.id, kind: MfaFactorKind.PASSKEY, name });
  factor.credentialId = made.id;
  factor.publicKey = Buffer.from(made.publicKey).toString('base64url');
  factor.counter = BigInt(made.counter);
  factor.transports = [...(made.transports ?? [])].slice(0, 10);
  const backupCodes = await addFactor(ctx, account, factor).catch((error) => {
    throw error instanceof UniqueConstraintViolationException ? AuthErrors.PASSKEY_INVALID().at('credential') : error;
  });
  return { account, backupCodes, outcome: null };
}

async function verify(ctx: AuthContext, response: RegistrationResponseJSON, { challenge, origin }: { challenge: string; origin: string }) {
  const expectedRPID = ctx.services.relyingParty.id;
  const checked = { response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID, requireUserVerification: false };
  const { registrationInfo } = await verifyRegistrationResponse(checked).catch((cause) => {
    throw AuthErrors.PASSKEY_INVALID().at('credential').causedBy(cause);
  });
  if (!registrationInfo) throw AuthErrors.PASSKEY_INVALID().at('credential');
  return registrationInfo.credential;
}
