import type { EventRecord } from '../events/index.js';
import type { ApiKeyFact } from './api-key-fact.js';
import type { MemberFact } from './facts.js';
import type { OrganizationFacts } from './organization-facts.js';

/** One subgraph's part of an organization's facts. */
export type PartialFacts = Partial<OrganizationFacts> & { id: string };

/** What an event makes out of date, or ends. */
export type FactChange =
  | { organizationId: string }
  | { everything: true }
  | { endedSession: string }
  | { member: MemberFact }
  /** The id of one that was made, changed or ended. */
  | { apiKey: string };

/** Where an organization can be found: the first label below the base domain, or a host name of its own. */
export interface Place {
  slug?: string;
  host?: string;
  organizationId: string;
}

/** A subgraph's part of what every process has to know to decide on a request. All of it is read with one batch each. */
// biome-ignore lint/suspicious/noExplicitAny: each subgraph's context has its own loaders and services.
export interface FactsProvider<Ctx = any> {
  /** Its part of the facts of these organizations; one that it does not know is left out. */
  organizations?(ctx: Ctx, ids: readonly string[]): Promise<PartialFacts[]>;
  /** The organizations at these places; nobody's place is left out. */
  places?(ctx: Ctx, wanted: { slugs: readonly string[]; hosts: readonly string[] }): Promise<Place[]>;
  /** Ids of the sessions that were ended since then. */
  endedSessions?(ctx: Ctx, since: Date): Promise<string[]>;
  /** The memberships that changed since then, each as it is now. */
  changedMembers?(ctx: Ctx, since: Date): Promise<MemberFact[]>;
  /** The API keys of these ids; one that it does not know is left out. */
  apiKeys?(ctx: Ctx, ids: readonly string[]): Promise<ApiKeyFact[]>;
  /**
   * What an event of this subgraph changes. Without this: everything about the event's organization, or about all of them where
   * it belongs to none. Whoever has API keys has to say which ones.
   */
  changes?(record: EventRecord): readonly FactChange[];
}

export const changesOf = (provider: FactsProvider, record: EventRecord): readonly FactChange[] => {
  if (provider.changes) return provider.changes(record);
  return [record.organizationId ? { organizationId: record.organizationId } : { everything: true }];
};
