import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { CacheStore } from '../cache/index.js';
import type { Logger } from '../logger/index.js';
import type { ApiKeyFact } from './api-key-fact.js';
import type { Facts, FactsEvent, MemberFact } from './facts.js';
import type { FactsPart, FactsQuestion } from './facts-feed.js';
import type { FactChange, PartialFacts } from './facts-provider.js';
import type { FactsTransport } from './facts-transport.js';
import { KnownApiKeys } from './known-api-keys.js';
import { KnownPlaces } from './known-places.js';
import { type Answered, mergeFacts, positionsOf } from './merge-facts.js';
import type { OrganizationFacts } from './organization-facts.js';
import { PositionBook } from './position-book.js';
import { Providers } from './providers.js';
import { RecentChanges, TOKEN_MEMORY } from './recent-changes.js';
import { TenancyErrors } from './tenancy.errors.js';
import { FactsWatch } from './watch-facts.js';

export interface KnownFactsOptions {
  transport: FactsTransport;
  /** Where processes share what they read; entries carry the positions they hold, so that an old one is never believed. */
  cache: CacheStore;
  log: Logger;
  /** Subgraphs that have facts; without it every one is asked. */
  sources?: readonly string[];
  now?: () => number;
}

export interface RunningFacts extends Facts {
  /** Begins to follow the sources. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Entry {
  facts: OrganizationFacts | null;
  /** By source. */
  positions: Readonly<Record<string, string>>;
  readAt: number;
}

const MOST_ORGANIZATIONS = 20_000;
/** After this time an entry is read again in the background even where no event told to: a safety net. */
const REREAD_AFTER = 60_000;
/** Without a word of theirs for this long, nothing is taken for true of API keys without asking. */
const PATIENCE = 60_000;
const CACHE_TTL = 300_000;
const TRIES = 5;

/**
 * Projections of the owners' facts, in memory, filled on demand in batches and kept by the owners' events. An entry is believed
 * only where it holds every change that its sources told of, wherever it came from.
 */
export class KnownFacts implements RunningFacts {
  readonly #watches: ReadonlyMap<string, FactsWatch>;
  readonly #book = new PositionBook();
  readonly #entries = new LRUCache<string, Entry>({ max: MOST_ORGANIZATIONS });
  readonly #recent = new RecentChanges();
  readonly #listeners = new Set<(event: FactsEvent) => void>();
  readonly #providers = new Providers();
  readonly apiKeyOwner = () => this.#providers.ownerOf('apiKeys');
  readonly sessionOwner = () => this.#providers.ownerOf('endedSessions');
  readonly #reading = new Map<string, Promise<Entry>>();
  readonly #organizations = new DataLoader((ids: readonly string[]) => this.#askOrganizations(ids), { cache: false, maxBatchSize: 200 });
  readonly #places = new KnownPlaces({
    ask: async (question) => (await this.#askAll('places', question)).flatMap(({ answer }) => answer.places),
    generation: () => this.#book.generation,
  });
  readonly #apiKeys: KnownApiKeys;
  readonly #now: () => number;

  constructor(private readonly options: KnownFactsOptions) {
    this.#now = options.now ?? (() => performance.now());
    const { transport, log } = options;
    const isHeard = () => (this.#watches.get(this.apiKeyOwner() ?? '')?.lag() ?? Number.POSITIVE_INFINITY) <= PATIENCE;
    this.#apiKeys = new KnownApiKeys({ ask: (ids) => this.#askApiKeys(ids), isHeard, log, now: this.#now });
    this.#watches = new Map(
      (options.sources ?? transport.sources()).map((source) => [
        source,
        new FactsWatch({
          source,
          transport,
          log,
          now: this.#now,
          onStart: (position) => this.#begin(source, position),
          onChanges: (changes, position) => this.#apply(source, { changes, position }),
        }),
      ]),
    );
  }

  async start(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.start()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()));
  }

  lag(): number {
    return Math.max(0, ...[...this.#watches.values()].map((watch) => watch.lag()));
  }

  isSessionEnded(sessionId: string): boolean {
    return this.#recent.isSessionEnded(sessionId);
  }

  changedMember(organizationId: string, userId: string): MemberFact | undefined {
    return this.#recent.member(organizationId, userId);
  }

  onChange(listener: (event: FactsEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async organization(id: string): Promise<OrganizationFacts | null> {
    const entry = this.#entries.get(id);
    if (!entry) return (await this.#read(id)).facts;
    if (this.#now() - entry.readAt > REREAD_AFTER) this.#readSoon(id);
    return entry.facts;
  }

  organizationAt(place: { slug: string } | { host: string }): Promise<string | null> {
    return this.#places.find(place);
  }

  apiKey(id: string): Promise<ApiKeyFact | null> {
    return this.#apiKeys.find(id);
  }

  knownApiKey(id: string): ApiKeyFact | null | undefined {
    return this.#apiKeys.peek(id);
  }

  #read(id: string): Promise<Entry> {
    const reading = this.#reading.get(id) ?? this.#readUntilTrue(id).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  #readSoon(id: string): void {
    this.#read(id).catch((error) => this.options.log.debug({ error }, 'facts of an organization could not be read again'));
  }

  /** Reads again while changes overtake what was read. */
  async #readUntilTrue(id: string): Promise<Entry> {
    const key = `facts:organization:${id}`;
    const shared = await this.options.cache.get<Entry>(key).catch(() => undefined);
    if (shared && this.#book.holds(id, shared.positions)) return this.#keep(id, shared);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const entry = await this.#organizations.load(id);
      if (!this.#book.holds(id, entry.positions)) continue;
      await this.options.cache.set(key, entry, CACHE_TTL).catch((error) => this.options.log.debug({ error }, 'facts could not be shared'));
      return this.#keep(id, entry);
    }
    throw TenancyErrors.TENANCY_UNAVAILABLE();
  }

  #keep(id: string, entry: Entry): Entry {
    const kept = { ...entry, readAt: this.#now() };
    this.#entries.set(id, kept);
    return kept;
  }

  async #askOrganizations(ids: readonly string[]): Promise<Entry[]> {
    const answers = await this.#askAll('organizations', { organizations: ids });
    const positions = positionsOf(answers);
    const parts = Map.groupBy<string, PartialFacts>(
      answers.flatMap(({ answer }) => answer.organizations),
      (part) => part.id,
    );
    return ids.map((id) => ({ facts: mergeFacts(id, parts.get(id) ?? []), positions, readAt: 0 }));
  }

  async #askApiKeys(ids: readonly string[]) {
    const answers = await this.#askAll('apiKeys', { apiKeys: ids });
    return { apiKeys: answers.flatMap(({ answer }) => answer.apiKeys ?? []), positions: positionsOf(answers) };
  }

  /** Asks every source that knows about such things, or of which that is not known yet. */
  async #askAll(part: FactsPart, question: FactsQuestion): Promise<Answered[]> {
    const { transport } = this.options;
    const sources = [...this.#watches.keys()].filter((source) => this.#providers.mayHave(source, part));
    const asked = sources.map(async (source) => ({ source, answer: await transport.ask(source, question) }));
    const answers = await Promise.all(asked).catch((cause) => {
      throw TenancyErrors.TENANCY_UNAVAILABLE().causedBy(cause);
    });
    return answers.flatMap(({ source, answer }) => (answer ? [{ source, answer }] : []));
  }

  async #begin(source: string, position: bigint): Promise<void> {
    const since = new Date(Date.now() - TOKEN_MEMORY).toISOString();
    const answer = await this.options.transport.ask(source, { since });
    // What was told is not told again after a break, so what is running is looked at as a whole.
    for (const id of answer?.endedSessions ?? []) this.#recent.endSession(id);
    for (const member of answer?.changedMembers ?? []) this.#recent.changeMember(member);
    this.#providers.learn(source, answer?.provides ?? []);
    if (this.#providers.has(source, 'organizations')) this.#book.changeAll(source, position);
    if (this.#providers.has(source, 'apiKeys')) this.#apiKeys.changeAll(source, position);
    this.#tell({ kind: 'everything' });
  }

  #apply(source: string, { changes, position }: { changes: readonly FactChange[]; position: bigint }): void {
    for (const change of changes) {
      if ('endedSession' in change) this.#endSession(change.endedSession);
      else if ('member' in change) this.#changeMember(change.member);
      else if ('apiKey' in change) this.#changeApiKey(source, position, change.apiKey);
      else if ('everything' in change) this.#forgetAll(source, position);
      else this.#forget(source, position, change.organizationId);
    }
  }

  #endSession(sessionId: string): void {
    this.#recent.endSession(sessionId);
    this.#tell({ kind: 'session-ended', sessionId });
  }

  #changeMember(member: MemberFact): void {
    this.#recent.changeMember(member);
    this.#tell({ kind: 'member', member });
  }

  #changeApiKey(source: string, position: bigint, apiKeyId: string): void {
    this.#apiKeys.change(source, position, apiKeyId);
    this.#tell({ kind: 'api-key', apiKeyId });
  }

  #tell(event: FactsEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #forgetAll(source: string, position: bigint): void {
    this.#book.changeAll(source, position);
    this.#entries.clear();
    this.#places.forget();
    if (this.#providers.has(source, 'apiKeys')) this.#apiKeys.changeAll(source, position);
    this.#tell({ kind: 'everything' });
  }

  /** What was asked for lately will be asked for again: it is read at once, before anybody waits for it. */
  #forget(source: string, position: bigint, id: string): void {
    this.#book.change(source, position, id);
    this.#places.forget();
    if (this.#entries.delete(id)) this.#readSoon(id);
    this.#tell({ kind: 'organization', organizationId: id });
  }
}
