import type { DomainError } from '@supergraph/kernel/errors';
import type { TenantContext } from '../context.js';
import { Organization } from '../domain/organization.entity.js';
import { checkSubdomain, normalizeSubdomain } from '../domain/subdomain.js';

export interface Availability {
  available: boolean;
  normalized: string;
  code: string | null;
}

/** Whether somebody could sign up with a subdomain right now, and if not, why. */
export async function checkSubdomainAvailability(ctx: TenantContext, subdomain: string): Promise<Availability> {
  const normalized = normalizeSubdomain(subdomain);
  try {
    checkSubdomain(subdomain);
  } catch (error) {
    return { available: false, normalized, code: (error as DomainError).code };
  }
  const taken = await ctx.acrossOrganizations().em.count(Organization, { slug: normalized });
  return { available: taken === 0, normalized, code: taken ? 'SUBDOMAIN_TAKEN' : null };
}
