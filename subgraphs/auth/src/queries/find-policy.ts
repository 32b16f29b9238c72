import type { AuthContext } from '../context.js';
import { type Policy, rulesOf } from '../domain/security-policy.entity.js';

/** The rules that hold in an organization: its own, or the platform's defaults; the latter for platform staff, too. */
export async function findPolicy({ loaders, services }: AuthContext, organizationId: string | null): Promise<Policy> {
  const own = organizationId ? await loaders.policyByOrganizationId.load(organizationId) : null;
  return own ?? { ...rulesOf(services.policyDefaults), organizationId: organizationId ?? '', revision: 0 };
}
