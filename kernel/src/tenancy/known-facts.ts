import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { CacheStore } from '../cache/index.js';
import type { Logger } from '../logger/index.js';
import type { Facts, FactsEvent, MemberFact } from './facts.js';
import type { FactsAnswer, FactsPart, FactsQuestion } from './facts-feed.js';
import type { FactChange, PartialFacts } from './facts-provider.js';
import type { FactsTransport } from './facts-transport.js';
import { mergeFacts } from './merge-facts.js';
import type { OrganizationFacts } from './organization-facts.js';
import { PositionBook } from './position-book.js';
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
const MOST_PLACES = 50_000;
/** Ended sessions and changed memberships matter for as long as an access token can live (an hour at most), and a minute longer for clocks that differ. */
const TOKEN_MEMORY = 61 * 60_000;
/** After this time an entry is read again in the background even where no event told to: a safety net. */
const REREAD_AFTER = 60_000;
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
  readonly #places = new LRUCache<string, string>({ max: MOST_PLACES });
  /** Apart from the others: names that somebody makes up must not push out those of organizations. */
  readonly #nobodys = new LRUCache<string, true>({ max: MOST_PLACES });
  readonly #endedSessions = new LRUCache<string, true>({ max: 1_000_000, ttl: TOKEN_MEMORY });
  readonly #changedMembers = new LRUCache<string, MemberFact>({ max: 1_000_000, ttl: TOKEN_MEMORY });
  readonly #listeners = new Set<(event: FactsEvent) => void>();
  readonly #provides = new Map<string, readonly FactsPart[]>();
  readonly #reading = new Map<string, Promise<Entry>>();
  readonly #organizations = new DataLoader((ids: readonly string[]) => this.#askOrganizations(ids), { cache: false, maxBatchSize: 200 });
  readonly #placesAsked = new DataLoader((keys: readonly string[]) => this.#askPlaces(keys), { cache: false, maxBatchSize: 200 });
  readonly #now: () => number;

  constructor(private readonly options: KnownFactsOptions) {
    this.#now = options.now ?? (() => performance.now());
    const { transport, log } = options;
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
    return this.#endedSessions.has(sessionId);
  }

  changedMember(organizationId: string, userId: string): MemberFact | undefined {
    return this.#changedMembers.get(`${organizationId}:${userId}`);
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

  async organizationAt(place: { slug: string } | { host: string }): Promise<string | null> {
    const key = 'slug' in place ? `slug:${place.slug}` : `host:${place.host}`;
    const known = this.#places.get(key);
    if (known) return known;
    if (this.#nobodys.has(key)) return null;
    const generation = this.#book.generation;
    const id = await this.#placesAsked.load(key);
    if (generation !== this.#book.generation) return id;
    if (id) this.#places.set(key, id);
    else this.#nobodys.set(key, true);
    return id;
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
    const positions = Object.fromEntries(answers.map(({ source, answer }) => [source, answer.position]));
    const parts = Map.groupBy<string, PartialFacts>(
      answers.flatMap(({ answer }) => answer.organizations),
      (part) => part.id,
    );
    return ids.map((id) => ({ facts: mergeFacts(id, parts.get(id) ?? []), positions, readAt: 0 }));
  }

  async #askPlaces(keys: readonly string[]): Promise<(string | null)[]> {
    const of = (kind: string) => [...new Set(keys.filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length)))];
    const answers = await this.#askAll('places', { slugs: of('slug:'), hosts: of('host:') });
    const found = new Map(
      answers
        .flatMap(({ answer }) => answer.places)
        .map(({ slug, host, organizationId }) => [slug ? `slug:${slug}` : `host:${host}`, organizationId]),
    );
    return keys.map((key) => found.get(key) ?? null);
  }

  /** Asks every source that knows about such things, or of which that is not known yet. */
  async #askAll(part: FactsPart, question: FactsQuestion): Promise<{ source: string; answer: FactsAnswer }[]> {
    const { transport } = this.options;
    const sources = [...this.#watches.keys()].filter((source) => this.#provides.get(source)?.includes(part) ?? true);
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
    for (const id of answer?.endedSessions ?? []) this.#endedSessions.set(id, true);
    for (const member of answer?.changedMembers ?? []) this.#remember(member);
    this.#provides.set(source, answer?.provides ?? []);
    if (answer?.provides.includes('organizations')) this.#book.changeAll(source, position);
    this.#tell({ kind: 'everything' });
  }

  #apply(source: string, { changes, position }: { changes: readonly FactChange[]; position: bigint }): void {
    for (const change of changes) {
      if ('endedSession' in change) this.#endSession(change.endedSession);
      else if ('member' in change) this.#changeMember(change.member);
      else if ('everything' in change) this.#forgetAll(source, position);
      else this.#forget(source, position, change.organizationId);
    }
  }

  #endSession(sessionId: string): void {
    this.#endedSessions.set(sessionId, true);
    this.#tell({ kind: 'session-ended', sessionId });
  }

  #changeMember(member: MemberFact): void {
    this.#remember(member);
    this.#tell({ kind: 'member', member });
  }

  #remember(member: MemberFact): void {
    this.#changedMembers.set(`${member.organizationId}:${member.userId}`, member);
  }

  #tell(event: FactsEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #forgetAll(source: string, position: bigint): void {
    this.#book.changeAll(source, position);
    this.#entries.clear();
    this.#forgetPlaces();
    this.#tell({ kind: 'everything' });
  }

  #forgetPlaces(): void {
    this.#places.clear();
    this.#nobodys.clear();
  }

  /** What was asked for lately will be asked for again: it is read at once, before anybody waits for it. */
  #forget(source: string, position: bigint, id: string): void {
    this.#book.change(source, position, id);
    this.#forgetPlaces();
    if (this.#entries.delete(id)) this.#readSoon(id);
    this.#tell({ kind: 'organization', organizationId: id });
  }
}
