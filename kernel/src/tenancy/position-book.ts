import { LRUCache } from 'lru-cache';

const MOST = 100_000;

/** Remembers up to which position of each source an organization's facts must have been read to be true. */
export class PositionBook {
  readonly #begun = new Map<string, bigint>();
  readonly #changed = new LRUCache<string, Map<string, bigint>>({
    max: MOST,
    // What falls out must not be forgotten: from then on every organization's facts have to be as new as that.
    dispose: (positions, _id, reason) => {
      if (reason === 'evict') for (const [source, position] of positions) this.changeAll(source, position);
    },
  });
  #generation = 0;

  /** Grows with every change. */
  get generation(): number {
    return this.#generation;
  }

  change(source: string, position: bigint, organizationId: string): void {
    const positions = this.#changed.get(organizationId) ?? new Map<string, bigint>();
    positions.set(source, position);
    this.#changed.set(organizationId, positions);
    this.#generation += 1;
  }

  /** From here on every organization's facts have to be as new as that: also said when a source begins to be followed. */
  changeAll(source: string, position: bigint): void {
    const begun = this.#begun.get(source) ?? -1n;
    this.#begun.set(source, position > begun ? position : begun);
    this.#generation += 1;
  }

  /** Whether facts that were read at these positions hold all changes that are known. */
  holds(organizationId: string, positions: Readonly<Record<string, string>>): boolean {
    const changed = this.#changed.get(organizationId);
    const isNew = ([source, needed]: [string, bigint]) => BigInt(positions[source] ?? -1) >= needed;
    return [...this.#begun].every(isNew) && [...(changed ?? [])].every(isNew);
  }
}
