import { setTimeout as sleep } from 'node:timers/promises';
import { parseInput, plainText } from '@supergraph/kernel/errors';
import { loginFailed } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { acceptAtLogin } from './accept-at-login.js';
import { checkPassword } from './check-password.js';
import { enter, type LoginResult } from './enter.js';
import { findPerson } from './find-person.js';
import { throttle } from './throttle.js';
import { presentedDevice } from './token-cookies.js';
import { findTrustedDevice } from './trusted-devices.js';

const fields = z.object({
  email: plainText().min(1, 'Which e-mail address?').max(320, 'An e-mail address has at most 320 characters').nullish(),
  username: plainText().min(1, 'Which user name?').max(200, 'No user name is that long').nullish(),
  password: z.string().min(1, 'Which password?').max(1_000, 'No password is that long'),
  organizationSlug: plainText().max(200, 'No subdomain is that long').nullish(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
  trustedDeviceToken: z.string().max(200, 'No token of a device is that long').nullish(),
  trustDevice: z.boolean().nullish(),
  invitationToken: z.string().min(1, 'Which invitation?').max(200, 'No invitation is that long').nullish(),
});

const isGiven = (value: string | null | undefined) => value !== null && value !== undefined;
const input = fields.refine(({ email, username }) => isGiven(email) !== isGiven(username), {
  path: ['email'],
  message: 'Either an e-mail address or a user name',
});

export type Login = z.input<typeof input>;

/**
 * Logs in by address or user name, and password. Whatever is wrong with these is one and the same answer, at the same time; the rest is
 * told after a right password.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED, PASSWORD_BREACHED for a right one that has come among those that everybody
 *   tries: it lets nobody in any more; InvalidInputError, also for an invitation that cannot be accepted; CommonErrors.RATE_LIMITED, UNAVAILABLE for user names; what enter throws.
 */
export async function login(request: AuthContext, values: Login): Promise<LoginResult> {
  // A login finds out whose it is: account and memberships are looked for among everybody's.
  const ctx = request.acrossOrganizations();
  const began = performance.now();
  const {
    password,
    organizationSlug,
    deviceName = null,
    trustedDeviceToken,
    trustDevice,
    invitationToken,
    ...name
  } = parseInput(input, values);
  await throttle(ctx, { what: 'login', source: ctx.services.openCalls });
  const { account, identifier } = await findPerson(ctx, name);
  const deviceToken = presentedDevice(ctx, trustedDeviceToken);
  const device = deviceToken ? await findTrustedDevice(ctx, account?.id ?? null, deviceToken) : null;
  const verdict = await checkPassword(ctx, { account, identifier, password, trustedDeviceId: device?.id ?? null });
  if (verdict === 'LOCKED') throw AuthErrors.ACCOUNT_LOCKED();
  if (verdict === 'REFUSED' || !account) {
    await untilStep(began, ctx.services.refusalTime);
    throw AuthErrors.INVALID_CREDENTIALS();
  }
  if (await ctx.services.breached.isBreached(password)) await refuseBreached(ctx, account.id);
  const accepted = invitationToken ? await acceptAtLogin(ctx, account, invitationToken) : null;
  const slug = accepted ?? (organizationSlug?.trim().toLowerCase() || null);
  const hasTrust = device?.hasSecondFactor ?? false;
  return enter(ctx, account, { slug, deviceName, authMethods: ['pwd'], hasTrust, trustDevice: trustDevice ?? false });
}

async function refuseBreached(ctx: AuthContext, userId: string): Promise<never> {
  ctx.events.raise(loginFailed, { userId, reason: 'PASSWORD_BREACHED' }, { actor: { kind: 'user', id: userId } });
  await ctx.em.flush();
  throw AuthErrors.PASSWORD_BREACHED('Your password is on the lists of those who try passwords: have a link mailed and set a new one');
}

/** Waits until a multiple of the step has passed: how long the work took cannot be told from the outside. */
async function untilStep(began: number, step: number): Promise<void> {
  if (step === 0) return;
  const passed = performance.now() - began;
  await sleep(Math.ceil(passed / step) * step - passed);
}
