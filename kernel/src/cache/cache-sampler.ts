import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger/index.js';
import type { CacheCounters } from './cache-counters.js';
import { type CacheFamily, placeOf } from './define-cache.js';
import type { LeaseStore } from './lease-store.js';

export interface SamplerOptions {
  store: LeaseStore;
  counters: CacheCounters;
  log: Logger;
  /** What the database says now. */
  load: (family: CacheFamily, ids: readonly string[]) => Promise<readonly unknown[]>;
  /** How long (ms) an entry may differ because its event is still on its way. */
  patience?: number;
}

/** How often (ms) samples are taken. */
export const SAMPLE_EVERY = 60_000;

const MOST_RECENT = 1_000;
const SAMPLE = 20;
const EVENTS_PATIENCE = 2_000;

interface Difference {
  id: string;
  version: string;
}

/**
 * Compares some of the entries that were read lately with the database. One that differs, and still does when its event must have
 * come, should not be there: it is counted, told with its family, and dropped.
 */
export class CacheSampler {
  readonly #recent = new Map<CacheFamily, Set<string>>();

  constructor(private readonly options: SamplerOptions) {}

  remember(family: CacheFamily, ids: readonly string[]): void {
    const recent = this.#recent.get(family) ?? new Set<string>();
    this.#recent.set(family, recent);
    for (const id of ids) if (recent.size < MOST_RECENT) recent.add(id);
  }

  async sample(): Promise<void> {
    const recent = [...this.#recent];
    this.#recent.clear();
    for (const [family, ids] of recent) await this.#sampleFamily(family, pick([...ids], SAMPLE));
  }

  async #sampleFamily(family: CacheFamily, ids: readonly string[]): Promise<void> {
    const { counters, log, store, patience = EVENTS_PATIENCE } = this.options;
    counters.count(family.family, 'sampled', ids.length);
    const suspects = await this.#differences(family, ids);
    if (suspects.length === 0) return;
    await sleep(patience);
    const again = await this.#differences(
      family,
      suspects.map(({ id }) => id),
    );
    const wrong = again.filter(({ id, version }) => suspects.some((suspect) => suspect.id === id && suspect.version === version));
    if (wrong.length === 0) return;
    counters.count(family.family, 'wrong', wrong.length);
    log.warn({ family: family.family, entries: wrong.length }, 'cached entries differ from the database and were dropped');
    const places = wrong.map(({ id }) => placeOf(family, id));
    await store.drop({ keys: places.map(({ key }) => key), tags: [] });
  }

  async #differences(family: CacheFamily, ids: readonly string[]): Promise<Difference[]> {
    const kept = await this.options.store.peek(ids.map((id) => placeOf(family, id)));
    const values = await this.options.load(family, ids);
    return ids.flatMap((id, index) => {
      const hit = kept[index];
      return hit && JSON.stringify(hit.value) !== JSON.stringify(values[index]) ? [{ id, version: hit.version }] : [];
    });
  }
}

/** Some of them, whichever. */
function pick<Item>(items: Item[], most: number): Item[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)].slice(0, most);
}
