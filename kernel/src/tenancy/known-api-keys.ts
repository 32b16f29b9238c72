import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../logger/index.js';
import type { ApiKeyFact } from './api-key-fact.js';
import { PositionBook } from './position-book.js';
import { TenancyErrors } from './tenancy.errors.js';

const MOST_KEYS = 50_000;
/** After this time a key is read again in the background even where no event told to: a safety net. */
const REREAD_AFTER = 60_000;
const TRIES = 5;

interface Answer {
  fact: ApiKeyFact | null;
  /** By source. */
  positions: Readonly<Record<string, string>>;
}

export interface KnownApiKeysOptions {
  ask: (ids: readonly string[]) => Promise<{ apiKeys: readonly ApiKeyFact[]; positions: Answer['positions'] }>;
  /** Whether their owner could be heard lately. While it cannot, keys may have ended without a word, and memory counts for nothing. */
  isHeard: () => boolean;
  log: Logger;
  /** Milliseconds. */
  now: () => number;
}

/**
 * The API keys that this process has met, kept by their owner's events. They are in its memory only: what proves a secret is shared
 * with nobody.
 */
export class KnownApiKeys {
  readonly #book = new PositionBook();
  readonly #known = new LRUCache<string, { fact: ApiKeyFact; readAt: number }>({ max: MOST_KEYS });
  /** Apart from the others: ids that somebody makes up must not push out those of keys. */
  readonly #nobodys = new LRUCache<string, true>({ max: MOST_KEYS });
  readonly #reading = new Map<string, Promise<ApiKeyFact | null>>();
  readonly #asked = new DataLoader((ids: readonly string[]) => this.#ask(ids), { cache: false, maxBatchSize: 200 });

  constructor(private readonly options: KnownApiKeysOptions) {}

  /** Without asking anybody: null where there is no such key, undefined where that is not known. */
  peek(id: string): ApiKeyFact | null | undefined {
    if (!this.options.isHeard()) return undefined;
    const known = this.#known.get(id);
    if (!known) return this.#nobodys.has(id) ? null : undefined;
    if (this.options.now() - known.readAt > REREAD_AFTER) this.#readSoon(id);
    return known.fact;
  }

  /** @throws TENANCY_UNAVAILABLE where it is not known and cannot be read. */
  async find(id: string): Promise<ApiKeyFact | null> {
    const known = this.peek(id);
    return known === undefined ? this.#read(id) : known;
  }

  /** What was used lately will be used again: it is read at once, before anybody waits for it. */
  change(source: string, position: bigint, id: string): void {
    this.#book.change(source, position, id);
    this.#nobodys.delete(id);
    if (this.#known.delete(id)) this.#readSoon(id);
  }

  changeAll(source: string, position: bigint): void {
    this.#book.changeAll(source, position);
    this.#nobodys.clear();
    this.#known.clear();
  }

  #read(id: string): Promise<ApiKeyFact | null> {
    const reading = this.#reading.get(id) ?? this.#readUntilTrue(id).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  #readSoon(id: string): void {
    this.#read(id).catch((error) => this.options.log.debug({ error }, 'an API key could not be read again'));
  }

  /** Reads again while changes overtake what was read. */
  async #readUntilTrue(id: string): Promise<ApiKeyFact | null> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const { fact, positions } = await this.#asked.load(id);
      if (this.#book.holds(id, positions)) return this.#keep(id, fact);
    }
    throw TenancyErrors.TENANCY_UNAVAILABLE();
  }

  #keep(id: string, fact: ApiKeyFact | null): ApiKeyFact | null {
    if (fact) this.#known.set(id, { fact: this.#sameAs(id, fact), readAt: this.options.now() });
    else {
      this.#known.delete(id);
      this.#nobodys.set(id, true);
    }
    return this.#known.peek(id)?.fact ?? null;
  }

  /** What was worked out for a fact is good for as long as the fact is the same. */
  #sameAs(id: string, fact: ApiKeyFact): ApiKeyFact {
    const before = this.#known.peek(id)?.fact;
    return before && JSON.stringify(before) === JSON.stringify(fact) ? before : fact;
  }

  async #ask(ids: readonly string[]): Promise<Answer[]> {
    const { apiKeys, positions } = await this.options.ask(ids);
    const byId = new Map(apiKeys.map((fact) => [fact.id, fact]));
    return ids.map((id) => ({ fact: byId.get(id) ?? null, positions }));
  }
}
