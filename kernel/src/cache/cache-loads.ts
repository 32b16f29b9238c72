import type { EntityManager } from '@mikro-orm/postgresql';
import type { CacheCounters } from './cache-counters.js';
import type { CacheFamily, Place } from './define-cache.js';
import type { Filling, LeaseAnswer, LeaseStore } from './lease-store.js';
import { plainJson } from './plain-json.js';

/** Whose rows a load sees: one organization's, or everybody's. */
export type LoadScope = { organizationId: string } | 'platform';

/** Entries by key. */
export type Found = ReadonlyMap<string, unknown>;

export interface Wanted {
  id: string;
  place: Place;
}

export interface Leased extends Wanted {
  lease: LeaseAnswer;
}

export interface CacheLoadsOptions {
  store: LeaseStore;
  counters: CacheCounters;
  /** A fresh EntityManager for a load, outside any transaction. */
  em: (scope: LoadScope) => EntityManager;
  /** The last position of the subgraph's log, by the same database as the loads. */
  head: () => Promise<string>;
  /** Told of every failure of the store. */
  noteAway: (error: unknown) => void;
}

/** Reads a family as if there were no cache, in the shape that the cache gives. */
export async function loadPlain<Value>(family: CacheFamily<Value>, em: EntityManager, ids: readonly string[]): Promise<(Value | null)[]> {
  const values = await family.load(em, ids);
  return ids.map((_, index) => plainJson(values[index] ?? null).value as Value | null);
}

/** Reads entries from the database. */
export class CacheLoads {
  constructor(private readonly options: CacheLoadsOptions) {}

  /** Reads what others wait for, and keeps it if it is still true. */
  async underLease(family: CacheFamily, leases: readonly Leased[]): Promise<Found> {
    const { store, head, noteAway } = this.options;
    const under = leases.map(({ place, lease }) => ({ place, nonce: lease.nonce }));
    try {
      const ids = leases.map(({ id }) => id);
      // The position goes first: what is read may know more than it says, never less.
      const version = await head();
      const values = await family.load(this.#emFor(family, ids), ids);
      const read = leases.map(({ place, lease }, index) => {
        const value = values[index] ?? null;
        const { nonce, generation } = lease;
        const entry = { place, nonce, generation, version, ttl: family.ttl * (0.9 + Math.random() * 0.1), ...plainJson(value) };
        return { entry, isKept: value !== null && family.keeps(value) };
      });
      await this.#keep(family, read);
      return new Map(read.map(({ entry }) => [entry.place.key, entry.value]));
    } catch (error) {
      await store.release(under).catch((cause) => noteAway(cause));
      throw error;
    }
  }

  /** What cannot be kept was still read: no failure of the store is one of the reader. */
  async #keep(family: CacheFamily, read: readonly { entry: Filling; isKept: boolean }[]): Promise<void> {
    const { store, counters, noteAway } = this.options;
    const [kept, unkept] = [read.filter(({ isKept }) => isKept), read.filter(({ isKept }) => !isKept)];
    try {
      const filled = await store.fill(kept.map(({ entry }) => entry));
      const done = filled.filter(Boolean).length;
      counters.count(family.family, 'filled', done);
      counters.count(family.family, 'unkept', read.length - done);
      await store.release(unkept.map(({ entry }) => entry));
    } catch (error) {
      counters.count(family.family, 'unkept', read.length);
      noteAway(error);
    }
  }

  /** Reads and keeps nothing. */
  async alone(family: CacheFamily, wanted: readonly Wanted[]): Promise<Found> {
    if (wanted.length === 0) return new Map();
    const ids = wanted.map(({ id }) => id);
    const values = await this.now(family, ids);
    return new Map(wanted.map(({ place }, index) => [place.key, values[index]]));
  }

  /** What the database says now. */
  now(family: CacheFamily, ids: readonly string[]): Promise<unknown[]> {
    return loadPlain(family, this.#emFor(family, ids), ids);
  }

  /** One organization's entry is read by its own lights, so that no mistake of a load can reach another's rows. */
  #emFor({ of }: CacheFamily, ids: readonly string[]): EntityManager {
    const [organizationId] = ids;
    const isOne = of === 'organization' && ids.length === 1 && organizationId !== undefined;
    return this.options.em(isOne ? { organizationId } : 'platform');
  }
}
