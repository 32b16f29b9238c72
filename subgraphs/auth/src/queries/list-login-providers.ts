import { plainText } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';

/** What a login page shows. */
export interface ShownProvider {
  id: string;
  name: string;
}

/**
 * The providers that people may log in by: the platform's, and before them those of the organization whose page it is. One that does not
 * exist has none, by the same statement: nobody learns which organizations there are.
 */
export async function listLoginProviders(request: AuthContext, organizationSlug: string | null): Promise<ShownProvider[]> {
  const ctx = request.acrossOrganizations();
  const slug = organizationSlug?.trim().toLowerCase();
  const theirs = slug && plainText().safeParse(slug).success ? await ctx.em.execute<ShownProvider[]>(OF_ORGANIZATION, [slug]) : [];
  return [...theirs, ...ctx.services.platformProviders].map(({ id, name }) => ({ id, name }));
}

const OF_ORGANIZATION = `select p.id, p.name from identity_provider p join organization o on o.id = p.organization_id
  where o.slug = ? and o.status = 'ACTIVE' and p.is_enabled order by p.id`;
