import { setTimeout as sleep } from 'node:timers/promises';
import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { normalizeEmail } from '../domain/email.js';
import { plainText } from '../domain/plain-text.js';
import { checkPassword } from './check-password.js';
import { enter, type LoginResult } from './enter.js';
import { throttle } from './throttle.js';
import { presentedDevice } from './token-cookies.js';
import { findTrustedDevice } from './trusted-devices.js';

const input = z.object({
  email: plainText().min(1, 'Which e-mail address?').max(320, 'An e-mail address has at most 320 characters'),
  password: z.string().min(1, 'Which password?').max(1_000, 'No password is that long'),
  organizationSlug: plainText().max(200, 'No subdomain is that long').nullish(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
  trustedDeviceToken: z.string().max(200, 'No token of a device is that long').nullish(),
  trustDevice: z.boolean().nullish(),
});

export type Login = z.input<typeof input>;

/**
 * Logs in by password. Whatever is wrong with address or password is one and the same answer, at the same time; the rest is told after
 * a right one.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED; CommonErrors.RATE_LIMITED; what enter throws.
 */
export async function login(request: AuthContext, values: Login): Promise<LoginResult> {
  // A login finds out whose it is: account and memberships are looked for among everybody's.
  const ctx = request.acrossOrganizations();
  const began = performance.now();
  const { email, password, organizationSlug, deviceName = null, trustedDeviceToken, trustDevice } = parseInput(input, values);
  await throttle(ctx, { what: 'login', source: ctx.services.openCalls });
  const identifier = normalizeEmail(email);
  const account = await ctx.em.findOne(Account, { email: identifier });
  const deviceToken = presentedDevice(ctx, trustedDeviceToken);
  const device = deviceToken ? await findTrustedDevice(ctx, account?.id ?? null, deviceToken) : null;
  const verdict = await checkPassword(ctx, { account, identifier, password, trustedDeviceId: device?.id ?? null });
  if (verdict === 'LOCKED') throw AuthErrors.ACCOUNT_LOCKED();
  if (verdict === 'REFUSED' || !account) {
    await untilStep(began, ctx.services.refusalTime);
    throw AuthErrors.INVALID_CREDENTIALS();
  }
  const slug = organizationSlug?.trim().toLowerCase() || null;
  const hasTrust = device?.hasSecondFactor ?? false;
  return enter(ctx, account, { slug, deviceName, authMethods: ['pwd'], hasTrust, trustDevice: trustDevice ?? false });
}

/** Waits until a multiple of the step has passed: how long the work took cannot be told from the outside. */
async function untilStep(began: number, step: number): Promise<void> {
  if (step === 0) return;
  const passed = performance.now() - began;
  await sleep(Math.ceil(passed / step) * step - passed);
}
