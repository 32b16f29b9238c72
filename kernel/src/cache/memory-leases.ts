import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Outdated, Place } from './define-cache.js';
import { type Answer, type Filling, GRACE, type Hit, LEASE, type Lease, type LeaseStore, TOMBSTONE } from './lease-store.js';

interface Entry {
  data: { value: unknown; version: bigint; until: number; generation: string; staleUntil: number | null } | null;
  lease: { nonce: string; until: number } | null;
  /** The version of the last invalidation. */
  tombstone: bigint;
}

interface Tag {
  generation: string;
  version: bigint;
}

export interface MemoryLeasesOptions {
  maxEntries?: number;
  now?: () => number;
}

/** The embedded store: in this process, bounded. Values are handed out as they are, so they must be frozen. */
export const memoryLeases = (options: MemoryLeasesOptions = {}): LeaseStore => new MemoryLeases(options);

class MemoryLeases implements LeaseStore {
  /** An entry that is pushed out takes its lease along: nobody fills behind a tombstone that was forgotten. */
  readonly #entries: LRUCache<string, Entry>;
  readonly #tags: LRUCache<string, Tag>;
  readonly #now: () => number;
  #position: string | null = null;

  constructor({ maxEntries = 20_000, now = () => performance.now() }: MemoryLeasesOptions) {
    this.#entries = new LRUCache({ max: maxEntries });
    this.#tags = new LRUCache({ max: maxEntries });
    this.#now = now;
  }

  async read(places: readonly Place[]): Promise<Answer[]> {
    return places.map((place) => this.#readOne(place));
  }

  async peek(places: readonly Place[]): Promise<(Hit | null)[]> {
    return places.map((place) => this.#look(place).hit);
  }

  async fill(fillings: readonly Filling[]): Promise<boolean[]> {
    return fillings.map((filling) => this.#fillOne(filling));
  }

  async release(leases: readonly Lease[]): Promise<void> {
    for (const { place, nonce } of leases) {
      const entry = this.#entries.get(place.key);
      if (entry?.lease?.nonce === nonce) entry.lease = null;
    }
  }

  async invalidate({ keys, tags }: Outdated, text: string): Promise<void> {
    const version = BigInt(text);
    for (const key of keys) this.#outdate(key, version);
    for (const tag of tags) if ((this.#tags.get(tag)?.version ?? -1n) < version) this.#renew(tag, version);
    if (version > BigInt(this.#position ?? -1)) this.#position = text;
  }

  async drop({ keys, tags }: Outdated): Promise<void> {
    for (const key of keys) Object.assign(this.#entryAt(key), { data: null, lease: null });
    for (const tag of tags) this.#renew(tag, this.#tags.get(tag)?.version ?? 0n);
  }

  async position(): Promise<string | null> {
    return this.#position;
  }

  async close(): Promise<void> {
    this.#entries.clear();
  }

  #entryAt(key: string): Entry {
    const entry = this.#entries.get(key) ?? { data: null, lease: null, tombstone: 0n };
    this.#entries.set(key, entry, { ttl: TOMBSTONE });
    return entry;
  }

  #renew(name: string, version: bigint): Tag {
    const tag = { generation: randomUUID(), version };
    this.#tags.set(name, tag);
    return tag;
  }

  #generationOf({ tag }: Place): string {
    return tag === null ? '' : (this.#tags.get(tag) ?? this.#renew(tag, 0n)).generation;
  }

  #look(place: Place): { hit: Hit | null; stale: unknown } {
    const data = this.#entries.get(place.key)?.data;
    const now = this.#now();
    if (!data || data.until <= now || data.generation !== this.#generationOf(place)) return { hit: null, stale: undefined };
    if (data.staleUntil !== null) return { hit: null, stale: data.staleUntil > now ? data.value : undefined };
    return { hit: { is: 'hit', value: data.value, version: String(data.version), left: data.until - now }, stale: undefined };
  }

  #readOne(place: Place): Answer {
    const { hit, stale } = this.#look(place);
    if (hit) return hit;
    const entry = this.#entryAt(place.key);
    if (entry.lease && entry.lease.until > this.#now()) return { is: 'waiting', stale };
    entry.lease = { nonce: randomUUID(), until: this.#now() + LEASE };
    return { is: 'lease', nonce: entry.lease.nonce, generation: this.#generationOf(place) };
  }

  #fillOne({ place, nonce, generation, value, version: text, ttl }: Filling): boolean {
    const entry = this.#entries.get(place.key);
    if (entry?.lease?.nonce !== nonce) return false;
    entry.lease = null;
    const version = BigInt(text);
    const tagVersion = (place.tag === null ? undefined : this.#tags.get(place.tag)?.version) ?? 0n;
    if (entry.tombstone > version || tagVersion > version || this.#generationOf(place) !== generation) return false;
    entry.data = { value, version, until: this.#now() + ttl, generation, staleUntil: null };
    this.#entries.set(place.key, entry, { ttl: Math.max(ttl, TOMBSTONE) });
    return true;
  }

  #outdate(key: string, version: bigint): void {
    const entry = this.#entryAt(key);
    if (entry.tombstone >= version) return;
    entry.tombstone = version;
    entry.lease = null;
    if (entry.data && entry.data.version < version) entry.data.staleUntil ??= this.#now() + GRACE;
  }
}
