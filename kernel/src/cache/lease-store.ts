import type { Outdated, Place } from './define-cache.js';

/**
 * Where entries are kept, with what makes it safe to fill them: a lease for the one who loads, and a tombstone with the version of
 * the last invalidation. Versions are positions of the publisher's log: what was read at a version holds all events up to it.
 */
export interface LeaseStore {
  /** One call for all of them, in their order. @throws CacheAwayError */
  read(places: readonly Place[]): Promise<Answer[]>;
  /** As `read`, but leaves everything as it is: null for what is no hit. */
  peek(places: readonly Place[]): Promise<(Hit | null)[]>;
  /** Fills under leases. False for each that was given up meanwhile, or is older than its tombstone or another tag's. */
  fill(entries: readonly Filling[]): Promise<boolean[]>;
  /** Gives leases back without a value, so that nobody waits for one. */
  release(leases: readonly Lease[]): Promise<void>;
  /** What is older than `version` is out of date, also what is still being loaded. May be repeated, late and out of order. */
  invalidate(outdated: Outdated, version: string): Promise<void>;
  /** Forgets entries and leases of which no version is known. */
  drop(outdated: Outdated): Promise<void>;
  /** The last position that all invalidations up to were applied at; null where that is not known. */
  position(): Promise<string | null>;
  close(): Promise<void>;
}

export type Answer = Hit | Waiting | LeaseAnswer;

export interface Hit {
  is: 'hit';
  value: unknown;
  version: string;
  /** Milliseconds that it may still be shown. */
  left: number;
}

/** Somebody else is loading; what was there before may be shown meanwhile. */
export interface Waiting {
  is: 'waiting';
  stale: unknown;
}

export interface LeaseAnswer {
  is: 'lease';
  nonce: string;
  /** Generation of the tag as it was before the rows are read. */
  generation: string;
}

export interface Lease {
  place: Place;
  nonce: string;
}

export interface Filling extends Lease {
  generation: string;
  value: unknown;
  /** The value as it is kept. */
  json: string;
  /** The rows were read when the log had reached at least this position. */
  version: string;
  /** Milliseconds. */
  ttl: number;
}

/** How long (ms) the one who loads may take before another one does. */
export const LEASE = 5_000;
/** How long (ms) an entry that is out of date may be shown to those who would have to wait. */
export const GRACE = 30_000;
/** How long (ms) a version is remembered; longer than any load takes, or any event. */
export const TOMBSTONE = 600_000;
/** How long (ms) a tag is remembered after its last use; longer than its entries. */
export const TAG_MEMORY = 86_400_000;

/** The store cannot be asked now. It passes; whoever asks reads the database instead. */
export class CacheAwayError extends Error {
  override readonly name = 'CacheAwayError';
  /** What an outage is known by. */
  readonly code = 'ECONNREFUSED';

  constructor(options?: ErrorOptions) {
    super('The shared cache cannot be reached', options);
  }
}
