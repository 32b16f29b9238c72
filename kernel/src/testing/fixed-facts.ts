import type { ApiKeyFact, Facts, FactsEvent, MemberFact, OrganizationFacts } from '../tenancy/index.js';

/** An organization in service, without modules. */
export const someFacts = (facts: Partial<OrganizationFacts> & { id: string }): OrganizationFacts => ({
  slug: `org-${facts.id.slice(-8)}`,
  hosts: [],
  status: 'ACTIVE',
  requestsPerMinute: null,
  entitledUntil: null,
  entitledModules: null,
  modules: {},
  ...facts,
});

/** An API key of an organization that may be used by anybody who has it, for nothing. */
export const anApiKeyFact = (fact: Partial<ApiKeyFact> & { id: string }): ApiKeyFact => ({
  organizationId: 'org-1',
  serviceAccountId: 'robot-1',
  secretHash: '',
  scopes: [],
  isEnabled: true,
  expiresAt: null,
  allowedIpCidrs: [],
  rateLimitPerMinute: null,
  ...fact,
});

export interface FixedFacts extends Facts {
  put(facts: Partial<OrganizationFacts> & { id: string }): OrganizationFacts;
  endSession(id: string): void;
  changeMember(member: MemberFact): void;
  putApiKey(fact: ApiKeyFact): void;
  /** Says that something changed, without changing it. */
  tell(event: FactsEvent): void;
  /** Milliseconds, as `lag` answers from now on. */
  setLag(milliseconds: number): void;
}

export interface FixedFactsOptions {
  others?: 'serving' | 'unknown';
  /** The subgraph that is told of what API keys are used for. */
  apiKeyOwner?: string;
  /** The subgraph that may keep its clients' tokens in cookies. */
  sessionOwner?: string;
}

/** Facts that a test states itself. An organization that was not put is in service where `others` says so, and else unknown. */
export function fixedFacts({ others = 'serving', apiKeyOwner, sessionOwner }: FixedFactsOptions = {}): FixedFacts {
  const known = new Map<string, OrganizationFacts>();
  const ended = new Set<string>();
  const members = new Map<string, MemberFact>();
  const apiKeys = new Map<string, ApiKeyFact>();
  const listeners = new Set<(event: FactsEvent) => void>();
  const tell = (event: FactsEvent) => {
    for (const listener of listeners) listener(event);
  };
  let lag = 0;
  return {
    organization: async (id) => known.get(id) ?? (others === 'serving' ? someFacts({ id }) : null),
    organizationAt: async (place) =>
      [...known.values()].find(({ slug, hosts }) => ('slug' in place ? slug === place.slug : hosts.includes(place.host)))?.id ?? null,
    isSessionEnded: (id) => ended.has(id),
    changedMember: (organizationId, userId) => members.get(`${organizationId}:${userId}`),
    apiKey: async (id) => apiKeys.get(id) ?? null,
    knownApiKey: (id) => apiKeys.get(id),
    apiKeyOwner: () => apiKeyOwner,
    sessionOwner: () => sessionOwner,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    lag: () => lag,
    tell,
    put(facts) {
      const whole = someFacts(facts);
      known.set(whole.id, whole);
      tell({ kind: 'organization', organizationId: facts.id });
      return whole;
    },
    endSession(id) {
      ended.add(id);
      tell({ kind: 'session-ended', sessionId: id });
    },
    changeMember(member) {
      members.set(`${member.organizationId}:${member.userId}`, member);
      tell({ kind: 'member', member });
    },
    putApiKey(fact) {
      apiKeys.set(fact.id, fact);
      tell({ kind: 'api-key', apiKeyId: fact.id });
    },
    setLag: (milliseconds) => {
      lag = milliseconds;
    },
  };
}
