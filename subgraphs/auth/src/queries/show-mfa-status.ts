import type { AuthContext } from '../context.js';
import { isSelf, seesEverybody } from '../domain/visibility.js';
import type { MfaStatus } from './find-mfa-status.js';
import { findPolicy } from './find-policy.js';

/**
 * The second factors of somebody, as far as the viewer may know: an administrator learns nothing of what other organizations ask of
 * the person, and nothing of their devices.
 */
export async function showMfaStatus(ctx: AuthContext, userId: string): Promise<MfaStatus> {
  const status = await ctx.loaders.mfaByUserId.load(userId);
  if (isSelf(ctx.actor, userId) || seesEverybody(ctx.actor)) return status;
  const { mfaRequired: required } = await findPolicy(ctx, ctx.actor.organizationId);
  return { ...status, required, trustedDevices: [] };
}
