import { LockMode } from '@mikro-orm/core';
import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { tenantReleased } from '@supergraph/schema/events';
import type { TenantContext } from '../context.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { OrganizationSubscription } from '../domain/organization-subscription.entity.js';
import { TenantErrors } from '../domain/tenant.errors.js';

/** Undoes a reservation that its sign-up could not finish. Only a provisioning organization can vanish like this. */
export function releaseOrganization(ctx: TenantContext, id: string): Promise<void> {
  return inTransaction(ctx.em, async () => {
    const organization = await findById(ctx.em, Organization, id, {
      notFound: () => CommonErrors.NOT_FOUND('Organization'),
      lock: LockMode.PESSIMISTIC_WRITE,
    });
    if (organization.status !== OrganizationStatus.PROVISIONING) throw TenantErrors.ORGANIZATION_NOT_ACTIVE(organization.status);

    await ctx.em.nativeDelete(OrganizationSubscription, { organizationId: id });
    await ctx.em.nativeDelete(OrganizationDomain, { organizationId: id });
    ctx.em.remove(organization);
    ctx.events.raise(tenantReleased, { organizationId: id, slug: organization.slug });

    await ctx.em.flush();
  });
}
