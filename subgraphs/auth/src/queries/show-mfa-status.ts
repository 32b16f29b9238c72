import type { AuthContext } from '../context.js';
import { seesEverybody } from '../domain/visibility.js';
import type { MfaStatus } from './find-mfa-status.js';
import { findPolicy } from './find-policy.js';
import { isThePerson } from './is-the-person.js';

/**
 * The second factors of somebody, as far as the viewer may know: an administrator, and whom an organization has vouched for, learns nothing of what other organizations ask of
 * the person, and nothing of their devices.
 */
export async function showMfaStatus(ctx: AuthContext, userId: string): Promise<MfaStatus> {
  const status = await ctx.loaders.mfaByUserId.load(userId);
  if (seesEverybody(ctx.actor) || (await isThePerson(ctx, userId))) return status;
  const { mfaRequired: required } = await findPolicy(ctx, ctx.actor.organizationId);
  return { ...status, required, trustedDevices: [] };
}
