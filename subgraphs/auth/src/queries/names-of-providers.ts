import type { AuthContext } from '../context.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';

/** What providers are called, by id; those that are gone, or are another one by now, are left out. Needs the platform's rows. */
export async function namesOfProviders(
  { em, services }: AuthContext,
  links: readonly { providerId: string; issuer: string }[],
): Promise<Map<string, string>> {
  const ids = links.map(({ providerId }) => providerId).filter((id) => isOrganizationsProvider(id));
  const rows = ids.length > 0 ? await em.find(IdentityProvider, { id: { $in: ids } }) : [];
  const known = [...services.platformProviders, ...rows];
  const named = links.flatMap(({ providerId, issuer }) => known.filter((one) => one.id === providerId && one.issuer === issuer));
  return new Map(named.map(({ id, name }) => [id, name]));
}
