import { isUuid } from '@supergraph/kernel/db';
import type { FactChange, FactsProvider } from '@supergraph/kernel/tenancy';
import {
  apiKeyCreated,
  apiKeyRevoked,
  apiKeyRotated,
  securityPolicyUpdated,
  serviceAccountDeleted,
  serviceAccountUpdated,
  sessionEnded,
} from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { SecurityPolicy } from '../domain/security-policy.entity.js';
import { apiKeyFacts } from './api-key-facts.js';

const KEY_EVENTS: ReadonlySet<string> = new Set([apiKeyCreated, apiKeyRevoked, apiKeyRotated].map(({ type }) => type));
const ACCOUNT_EVENTS: ReadonlySet<string> = new Set([serviceAccountUpdated, serviceAccountDeleted].map(({ type }) => type));

/**
 * What auth knows of requests that every process decides on: which sessions are over, what API keys are worth, and from where an
 * organization lets its members work.
 */
export const facts: FactsProvider<AuthContext> = {
  async organizations({ em }, ids) {
    const policies = await em.find(SecurityPolicy, { organizationId: { $in: [...ids] } });
    return policies.map(({ organizationId: id, allowedIpCidrs }) => ({ id, allowedIpCidrs }));
  },
  async endedSessions({ em }, since) {
    const rows = await em.execute<{ id: string }[]>('select id from session where ended_at >= ?', [since]);
    return rows.map(({ id }) => id);
  },
  apiKeys: (ctx, ids) =>
    apiKeyFacts(
      ctx,
      ids.filter((id) => isUuid(id)),
    ),
  changes({ type, aggregateId, payload }): FactChange[] {
    if (type === sessionEnded.type) return [{ endedSession: aggregateId }];
    if (type === securityPolicyUpdated.type) return [{ organizationId: aggregateId }];
    if (KEY_EVENTS.has(type)) return [{ apiKey: aggregateId }];
    if (ACCOUNT_EVENTS.has(type)) return (payload as { apiKeyIds: string[] }).apiKeyIds.map((apiKey) => ({ apiKey }));
    return [];
  },
};
