import type { TenantContext } from '../context.js';
import { hostnameOfHost, problemOfHostname } from '../domain/hostname.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { DomainStatus, OrganizationDomain } from '../domain/organization-domain.entity.js';
import { subdomainOfHost } from '../domain/subdomain.js';

/**
 * Whose login page a host shows: at a subdomain, or at a host name that an organization verified. Knows no more than that, since
 * everybody may ask; unfinished organizations stay hidden.
 */
export async function findOrganizationByHost(ctx: TenantContext, host: string): Promise<Organization | null> {
  const { baseDomain } = ctx.services;
  const { em } = ctx.acrossOrganizations();
  const status = { $in: [OrganizationStatus.ACTIVE, OrganizationStatus.SUSPENDED] };
  const slug = subdomainOfHost(host, baseDomain);
  if (slug) return em.findOne(Organization, { slug, status });
  const hostname = hostnameOfHost(host);
  if (problemOfHostname(hostname, baseDomain)) return null;
  const domain = await em.findOne(OrganizationDomain, { hostname, status: DomainStatus.ACTIVE });
  return domain && em.findOne(Organization, { id: domain.organizationId, status });
}
