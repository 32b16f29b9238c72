import type { EventRecord, ReadFeed } from '../events/index.js';
import type { ApiKeyFact } from './api-key-fact.js';
import type { MemberFact } from './facts.js';
import { changesOf, type FactChange, type FactsProvider, type PartialFacts, type Place } from './facts-provider.js';

/** What a process wants to know of one source of facts; any part may be left out. */
export interface FactsQuestion {
  organizations?: readonly string[];
  slugs?: readonly string[];
  hosts?: readonly string[];
  /** Ids. */
  apiKeys?: readonly string[];
  /** ISO 8601: sessions that were ended, and memberships that changed, since then. */
  since?: string;
}

/** What a source may know about. */
export type FactsPart = 'organizations' | 'places' | 'endedSessions' | 'changedMembers' | 'apiKeys';

export interface FactsAnswer {
  /** The answer holds at least what happened up to this position of the source's log. */
  position: string;
  /** What the source knows about at all: it need not be asked for the rest. */
  provides: readonly FactsPart[];
  organizations: PartialFacts[];
  places: Place[];
  endedSessions: string[];
  changedMembers: MemberFact[];
  /** Left out by a process of a version that has none. */
  apiKeys?: readonly ApiKeyFact[];
}

export interface FactsChanges {
  /** Ask for what comes after it. */
  position: string;
  changes: readonly FactChange[];
}

export interface ChangesRequest {
  /** Null asks for the present position only. */
  after: string | null;
  /** Milliseconds to wait for a change where there is none yet. */
  wait: number;
  signal?: AbortSignal;
}

/** One subgraph's facts, for whoever has to decide on requests. */
export interface FactsFeed {
  ask(question: FactsQuestion): Promise<FactsAnswer>;
  changes(request: ChangesRequest): Promise<FactsChanges>;
}

export interface FactsFeedOptions<Ctx> {
  provider: FactsProvider<Ctx>;
  /** A context that sees every organization. */
  context: () => Ctx;
  events: ReadFeed;
  /** The last position of the log. */
  head: () => Promise<string>;
}

const BATCH = 500;
const PARTS: readonly FactsPart[] = ['organizations', 'places', 'endedSessions', 'changedMembers', 'apiKeys'];

/** Serves a subgraph's facts. The position is read first: an answer may know more than it says, never less. */
export function factsFeed<Ctx>({ provider, context, events, head }: FactsFeedOptions<Ctx>): FactsFeed {
  const provides = PARTS.filter((part) => provider[part] !== undefined);
  return {
    async ask({ organizations = [], slugs = [], hosts = [], apiKeys: keyIds = [], since }) {
      const position = await head();
      const ctx = context();
      const isPlace = slugs.length > 0 || hosts.length > 0;
      const [facts = [], places = [], endedSessions = [], changedMembers = [], apiKeys = []] = await Promise.all([
        organizations.length > 0 ? provider.organizations?.(ctx, organizations) : [],
        isPlace ? provider.places?.(ctx, { slugs, hosts }) : [],
        since ? provider.endedSessions?.(ctx, new Date(since)) : [],
        since ? provider.changedMembers?.(ctx, new Date(since)) : [],
        keyIds.length > 0 ? provider.apiKeys?.(ctx, keyIds) : [],
      ]);
      return { position, provides, organizations: facts, places, endedSessions, changedMembers, apiKeys };
    },
    async changes({ after, wait, signal }) {
      if (after === null) return { position: await head(), changes: [] };
      const records: EventRecord[] = await events({ after, limit: BATCH, wait, ...(signal ? { signal } : {}) });
      return { position: records.at(-1)?.position ?? after, changes: records.flatMap((record) => [...changesOf(provider, record)]) };
    },
  };
}
