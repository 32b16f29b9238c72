import { tenantDomainRemoved } from '@supergraph/schema/events';
import type { TenantContext } from '../context.js';
import type { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { findDomain, type WhichDomain } from './find-domain.js';

/** Gives a host name up: the organization is not there any more, and somebody else may verify it. */
export async function removeDomain(ctx: TenantContext, which: WhichDomain): Promise<OrganizationDomain> {
  const domain = await findDomain(ctx, which);
  const { id: domainId, organizationId, hostname } = domain;

  ctx.em.remove(domain);
  ctx.events.raise(tenantDomainRemoved, { organizationId, domainId, hostname });

  await ctx.em.flush();
  return domain;
}
