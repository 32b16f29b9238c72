import type { TenantContext } from '../context.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { subdomainOfHost } from '../domain/subdomain.js';

/** Whose login page a host shows. Knows no more than that, since everybody may ask; unfinished organizations stay hidden. */
export async function findOrganizationByHost(ctx: TenantContext, host: string): Promise<Organization | null> {
  const slug = subdomainOfHost(host, ctx.services.baseDomain);
  if (!slug) return null;
  const status = { $in: [OrganizationStatus.ACTIVE, OrganizationStatus.SUSPENDED] };
  return ctx.em.findOne(Organization, { slug, status }, { filters: { tenant: false } });
}
