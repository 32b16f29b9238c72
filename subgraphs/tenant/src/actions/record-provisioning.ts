import { LockMode } from '@mikro-orm/core';
import { tenantActivated } from '@supergraph/schema/events';
import type { TenantContext } from '../context.js';
import { Organization } from '../domain/organization.entity.js';

/** Notes that a part of the provisioning is there, and activates the organization with the last one. Runs in a transaction. */
export async function recordProvisioning(
  ctx: TenantContext,
  organizationId: string,
  part: 'ownerReadyAt' | 'modulesReadyAt',
): Promise<void> {
  // The lock lets two parts that arrive together see each other.
  const organization = await ctx.em.findOne(Organization, { id: organizationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!organization || organization[part]) return;

  organization[part] = new Date();
  if (organization.activateWhenReady()) {
    ctx.events.raise(tenantActivated, { organizationId, slug: organization.slug, name: organization.name });
  }

  await ctx.em.flush();
}
