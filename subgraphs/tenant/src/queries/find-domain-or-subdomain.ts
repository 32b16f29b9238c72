import type { TenantContext } from '../context.js';
import type { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { OwnSubdomain } from '../domain/own-subdomain.js';

/** The domain of that id, be it a row or an organization's own subdomain, which goes by the organization's id. */
export async function findDomainOrSubdomain(ctx: TenantContext, id: string): Promise<OrganizationDomain | OwnSubdomain | null> {
  const domain = await ctx.loaders.domainById.load(id);
  if (domain) return domain;
  const organization = await ctx.loaders.organizationById.load(id);
  return organization && new OwnSubdomain(organization, ctx.services.baseDomain);
}
