import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { FactsQuestion } from './facts-feed.js';
import type { Place } from './facts-provider.js';

const MOST_PLACES = 50_000;

export interface KnownPlacesOptions {
  ask: (question: Pick<FactsQuestion, 'slugs' | 'hosts'>) => Promise<readonly Place[]>;
  /** Grows with every change: an answer that one overtook is not kept. */
  generation: () => number;
}

/** Which organization lives where, in memory until anything changes. */
export class KnownPlaces {
  readonly #places = new LRUCache<string, string>({ max: MOST_PLACES });
  /** Apart from the others: names that somebody makes up must not push out those of organizations. */
  readonly #nobodys = new LRUCache<string, true>({ max: MOST_PLACES });
  readonly #asked = new DataLoader((keys: readonly string[]) => this.#ask(keys), { cache: false, maxBatchSize: 200 });

  constructor(private readonly options: KnownPlacesOptions) {}

  async find(place: { slug: string } | { host: string }): Promise<string | null> {
    const key = 'slug' in place ? `slug:${place.slug}` : `host:${place.host}`;
    const known = this.#places.get(key);
    if (known) return known;
    if (this.#nobodys.has(key)) return null;
    const generation = this.options.generation();
    const id = await this.#asked.load(key);
    if (generation !== this.options.generation()) return id;
    if (id) this.#places.set(key, id);
    else this.#nobodys.set(key, true);
    return id;
  }

  forget(): void {
    this.#places.clear();
    this.#nobodys.clear();
  }

  async #ask(keys: readonly string[]): Promise<(string | null)[]> {
    const of = (kind: string) => [...new Set(keys.filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length)))];
    const places = await this.options.ask({ slugs: of('slug:'), hosts: of('host:') });
    const found = new Map(places.map(({ slug, host, organizationId }) => [slug ? `slug:${slug}` : `host:${host}`, organizationId]));
    return keys.map((key) => found.get(key) ?? null);
  }
}
