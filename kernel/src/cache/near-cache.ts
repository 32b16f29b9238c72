import { LRUCache } from 'lru-cache';
import type { Place } from './define-cache.js';

/** The longest (ms) that an entry is believed without asking, even where no word of a change came. */
const NEAR_TTL = 60_000;

export interface NearCacheOptions {
  maxEntries?: number;
  now?: () => number;
}

interface NearEntry {
  value: unknown;
  until: number;
  tag: string | null;
}

/**
 * What this process has read of the shared cache lately. It is only kept while whoever changes something there can be heard, and
 * news of a change that arrives while an answer is on its way win over the answer.
 */
export class NearCache {
  readonly #entries: LRUCache<string, NearEntry>;
  /** When each name was last told of, counted in news. What falls out was told of "some time", which holds for all. */
  readonly #told: LRUCache<string, number>;
  readonly #now: () => number;
  #news = 0;
  #forgotAllAt = 0;
  #isLive = false;

  constructor({ maxEntries = 5_000, now = () => performance.now() }: NearCacheOptions = {}) {
    this.#now = now;
    this.#entries = new LRUCache({ max: maxEntries });
    this.#told = new LRUCache({
      max: maxEntries,
      dispose: (at, _name, reason) => {
        if (reason === 'evict') this.#forgotAllAt = Math.max(this.#forgotAllAt, at);
      },
    });
  }

  get(place: Place): unknown {
    const entry = this.#entries.get(place.key);
    return this.#isLive && entry && entry.until > this.#now() ? entry.value : undefined;
  }

  /** Number of the last news. Look at it before you ask; give it along with the answer. */
  get news(): number {
    return this.#news;
  }

  /** Keeps an answer that was asked for when `news` was the last one, unless anything has been told since. */
  put(place: Place, answer: { value: unknown; left: number }, news: number): void {
    const toldSince = (name: string | null) => name !== null && (this.#told.get(name) ?? 0) > news;
    if (!this.#isLive || this.#forgotAllAt > news || toldSince(place.key) || toldSince(place.tag)) return;
    this.#entries.set(place.key, { value: answer.value, until: this.#now() + Math.min(answer.left, NEAR_TTL), tag: place.tag });
  }

  /** A change of an entry or of a tag was told. */
  forget(names: readonly string[]): void {
    this.#news += 1;
    for (const name of names) {
      this.#told.set(name, this.#news);
      if (!this.#entries.delete(name) && name.includes(':#')) this.#forgetTag(name);
    }
  }

  /** Nothing is known any more: the line is broken, or all was emptied. */
  forgetAll(): void {
    this.#news += 1;
    this.#forgotAllAt = this.#news;
    this.#entries.clear();
  }

  /** Whether changes can be heard. While they cannot, nothing is kept. */
  setLive(isLive: boolean): void {
    this.#isLive = isLive;
    this.forgetAll();
  }

  #forgetTag(tag: string): void {
    for (const [key, entry] of this.#entries.entries()) if (entry.tag === tag) this.#entries.delete(key);
  }
}
