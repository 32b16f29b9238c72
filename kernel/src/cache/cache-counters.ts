const NAMES = [
  /** Answered by this process. */
  'near',
  /** Answered by the store. */
  'hits',
  /** Answered by what is out of date, while somebody loads. */
  'stale',
  /** Read from the database and kept. */
  'filled',
  /** Read from the database and not kept: out of date meanwhile, or not there. */
  'unkept',
  /** Read from the database because another one took too long. */
  'impatient',
  /** Read from the database while the store is away. */
  'bypassed',
  /** Entries that the sampler compared with the database, and those that differed for no good reason. */
  'sampled',
  'wrong',
] as const;

type Name = (typeof NAMES)[number];

/** What became of the reads of one family since the process started. */
export interface CacheStats extends Record<Name, number> {
  /** Share of reads that did not touch the database; null before the first. */
  hitRate: number | null;
}

/** Counts by family. */
export class CacheCounters {
  readonly #counts = new Map<string, Record<Name, number>>();

  count(family: string, name: Name, by = 1): void {
    const counts = this.#counts.get(family) ?? (Object.fromEntries(NAMES.map((one) => [one, 0])) as Record<Name, number>);
    counts[name] += by;
    this.#counts.set(family, counts);
  }

  stats(): Record<string, CacheStats> {
    return Object.fromEntries([...this.#counts].map(([family, counts]) => [family, { ...counts, hitRate: hitRateOf(counts) }]));
  }
}

function hitRateOf({ near, hits, stale, filled, unkept, impatient, bypassed }: Record<Name, number>): number | null {
  const spared = near + hits + stale;
  const all = spared + filled + unkept + impatient + bypassed;
  return all === 0 ? null : spared / all;
}
