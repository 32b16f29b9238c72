import type { Facts, FactsEvent, MemberFact, OrganizationFacts } from '../tenancy/index.js';

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

export interface FixedFacts extends Facts {
  put(facts: Partial<OrganizationFacts> & { id: string }): OrganizationFacts;
  endSession(id: string): void;
  changeMember(member: MemberFact): void;
  /** Says that something changed, without changing it. */
  tell(event: FactsEvent): void;
  /** Milliseconds, as `lag` answers from now on. */
  setLag(milliseconds: number): void;
}

/** Facts that a test states itself. An organization that was not put is in service where `others` says so, and else unknown. */
export function fixedFacts({ others = 'serving' }: { others?: 'serving' | 'unknown' } = {}): FixedFacts {
  const known = new Map<string, OrganizationFacts>();
  const ended = new Set<string>();
  const members = new Map<string, MemberFact>();
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
    setLag: (milliseconds) => {
      lag = milliseconds;
    },
  };
}
