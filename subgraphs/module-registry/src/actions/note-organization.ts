import type { RegistryContext } from '../context.js';
import { ServiceStatus } from '../domain/module-set.entity.js';
import { lockSet } from './open-installation.js';

/** Members can use the organization from now on. Runs in a transaction. */
export async function noteActivation(ctx: RegistryContext, organizationId: string): Promise<void> {
  const set = await lockSet(ctx, organizationId);
  if (set?.status === ServiceStatus.PROVISIONING) set.status = ServiceStatus.ACTIVE;
  await ctx.em.flush();
}

/**
 * The organization pays for another plan. One that the registry has not heard of stays so: the news of its creation tells the plan,
 * and one that was released must not come back. Runs in a transaction.
 */
export async function notePlan(ctx: RegistryContext, organizationId: string, planKey: string): Promise<void> {
  const set = await lockSet(ctx, organizationId);
  if (set) set.planKey = planKey;
  await ctx.em.flush();
}
