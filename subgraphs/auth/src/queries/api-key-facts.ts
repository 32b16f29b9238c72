import type { ApiKeyFact } from '@supergraph/kernel/tenancy';
import type { AuthContext } from '../context.js';
import { ApiKey } from '../domain/api-key.entity.js';
import { ServiceAccount } from '../domain/service-account.entity.js';

/** What every process has to know of API keys to decide on requests that come with them. Two statements, for however many. */
export async function apiKeyFacts({ em }: AuthContext, ids: readonly string[]): Promise<ApiKeyFact[]> {
  const keys = await em.find(ApiKey, { id: { $in: [...ids] } });
  const accounts = keys.length > 0 ? await em.find(ServiceAccount, { id: { $in: keys.map((key) => key.serviceAccountId) } }) : [];
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return keys.flatMap((key) => {
    const account = byId.get(key.serviceAccountId);
    return account ? factOf(key, account) : [];
  });
}

const factOf = (key: ApiKey, account: ServiceAccount): ApiKeyFact => ({
  id: key.id,
  organizationId: key.organizationId,
  serviceAccountId: account.id,
  secretHash: key.secretHash,
  scopes: key.scopes.filter((scope) => account.scopes.includes(scope)),
  isEnabled: account.enabled && account.deletedAt === null && key.revokedAt === null,
  expiresAt: key.endsAt?.toISOString() ?? null,
  allowedIpCidrs: key.allowedIpCidrs,
  rateLimitPerMinute: key.rateLimitPerMinute,
});
