import type { Place } from '@supergraph/kernel/tenancy';
import type { TenantContext } from '../context.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { DomainStatus } from '../domain/organization-domain.entity.js';

export interface WantedPlaces {
  slugs: readonly string[];
  hosts: readonly string[];
}

/** Who lives at these subdomains and verified host names; deleted organizations live nowhere. One statement. */
export async function findPlaces({ em }: TenantContext, { slugs, hosts }: WantedPlaces): Promise<Place[]> {
  const schema = em.config.get('schema');
  // Such names are ASCII. What else a host header may hold is nobody's, and some of it PostgreSQL could not read.
  const json = (names: readonly string[]) => JSON.stringify(names.filter((name) => /^[!-~]+$/.test(name)));
  const oneOf = 'any(array(select jsonb_array_elements_text(?::jsonb)))';
  const rows = await em.execute<{ id: string; slug: string | null; host: string | null }[]>(
    `select o.id, o.slug, null as host from "${schema}".organization o where o.slug = ${oneOf} and o.status <> ?
     union all
     select o.id, null, d.hostname from "${schema}".organization_domain d join "${schema}".organization o on o.id = d.organization_id
     where d.hostname = ${oneOf} and d.status = ? and o.status <> ?`,
    [json(slugs), OrganizationStatus.DELETED, json(hosts), DomainStatus.ACTIVE, OrganizationStatus.DELETED],
  );
  return rows.map(({ id, slug, host }) => ({ organizationId: id, ...(slug ? { slug } : {}), ...(host ? { host } : {}) }));
}
