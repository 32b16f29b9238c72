import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '../events/index.js';
import type { Logger } from '../logger/index.js';
import { Bulkhead } from './bulkhead.js';
import { CacheCounters, type CacheStats } from './cache-counters.js';
import { CacheLoads, type CacheLoadsOptions, type Found, type Leased, type Wanted } from './cache-loads.js';
import { CacheSampler } from './cache-sampler.js';
import { type CacheFamily, type Happened, type Outdated, outdatedBy, type Place, placeOf } from './define-cache.js';
import { type Answer, CacheAwayError, type LeaseStore } from './lease-store.js';
import type { NearCache } from './near-cache.js';
import { frozen } from './plain-json.js';

export interface CachesOptions extends Pick<CacheLoadsOptions, 'em' | 'head'> {
  families: readonly CacheFamily[];
  store: LeaseStore;
  near?: NearCache | undefined;
  log: Logger;
  /** Loads that may run at a time while the store is away. */
  bypassLoads: number;
}

/** How often and how long (ms) one waits for somebody else's load. */
const POLL = 20;
const PATIENCE = 200;
/** How long (ms) a commit waits until its entries are dropped. */
const DROP_PATIENCE = 250;

/**
 * What a subgraph keeps of its database: read through, filled under leases, kept true by its own events. Whatever fails here costs
 * time and never an answer. Values are frozen, and shared by all who read them.
 */
export class Caches {
  readonly #flights = new Map<string, Promise<Found>>();
  readonly #bulkhead: Bulkhead;
  readonly #counters = new CacheCounters();
  readonly #loads: CacheLoads;
  readonly #sampler: CacheSampler;
  #isAway = false;

  constructor(private readonly options: CachesOptions) {
    const { store, log, em, head } = options;
    this.#bulkhead = new Bulkhead(options.bypassLoads);
    this.#loads = new CacheLoads({ store, em, head, counters: this.#counters, noteAway: (error) => this.#noteAway(error) });
    this.#sampler = new CacheSampler({
      store,
      log,
      counters: this.#counters,
      load: (family, ids) => this.#loads.now(family, ids),
    });
  }

  /** Many entries by id, in their order; null where there is nothing. One call to the store and one load, at most. */
  async get<Value>(family: CacheFamily<Value>, ids: readonly string[]): Promise<(Value | null)[]> {
    const wanted = [...new Set(ids)].map((id) => ({ id, place: placeOf(family, id) }));
    const found = new Map<string, unknown>();
    const flights = new Set<Promise<Found>>();
    const missing: Wanted[] = [];
    for (const one of wanted) {
      const near = this.options.near?.get(one.place);
      const flight = this.#flights.get(one.place.key);
      if (near !== undefined) found.set(one.place.key, near);
      else if (flight) flights.add(flight);
      else missing.push(one);
    }
    this.#counters.count(family.family, 'near', found.size);
    this.#sampler.remember(family, ids);
    if (missing.length > 0) flights.add(this.#takeOff(family, missing));
    for (const flight of await Promise.all(flights)) for (const [key, value] of flight) found.set(key, value);
    return ids.map((id) => (found.get(placeOf(family, id).key) as Value | undefined) ?? null);
  }

  /** After a commit: whoever reads next in this process, and as far as the store can be reached in any other one, reads anew. */
  async committed(events: readonly Happened[]): Promise<void> {
    const outdated = outdatedBy(this.options.families, events);
    await Promise.race([this.drop(outdated), sleep(DROP_PATIENCE, undefined, { ref: false })]);
  }

  /** Forgets entries without a version. Best effort: where the store cannot be reached, the event will see to it. */
  async drop(outdated: Outdated): Promise<void> {
    if (outdated.keys.length + outdated.tags.length === 0) return;
    this.#forget(outdated);
    await this.options.store.drop(outdated).catch((error) => this.#noteAway(error));
  }

  dropOne(family: CacheFamily, id: string): Promise<void> {
    return this.drop({ keys: [placeOf(family, id).key], tags: [] });
  }

  /** The log tells of events. @throws CacheAwayError where the store has to be told later. */
  async changed(records: readonly EventRecord[]): Promise<void> {
    for (const record of records) {
      const outdated = outdatedBy(this.options.families, [record]);
      if (outdated.keys.length + outdated.tags.length === 0) continue;
      this.#forget(outdated);
      await this.options.store.invalidate(outdated, record.position);
    }
  }

  /** By family. */
  stats(): Record<string, CacheStats> {
    return this.#counters.stats();
  }

  /** Compares some entries with the database. */
  sample(): Promise<void> {
    return this.#sampler.sample();
  }

  #forget({ keys, tags }: Outdated): void {
    this.options.near?.forget([...keys, ...tags]);
    // Who comes from now on must not be given what was read before.
    for (const key of keys) this.#flights.delete(key);
    if (tags.length > 0) for (const key of this.#flights.keys()) this.#flights.delete(key);
  }

  #takeOff(family: CacheFamily, wanted: readonly Wanted[]): Promise<Found> {
    const flight = this.#fetch(family, wanted).finally(() => {
      for (const { place } of wanted) if (this.#flights.get(place.key) === flight) this.#flights.delete(place.key);
    });
    for (const { place } of wanted) this.#flights.set(place.key, flight);
    return flight;
  }

  async #fetch(family: CacheFamily, wanted: readonly Wanted[]): Promise<Found> {
    const places = wanted.map(({ place }) => place);
    const news = this.options.near?.news ?? 0;
    const answers = await this.#ask(places);
    if (!answers) return this.#bypass(family, wanted);
    const found = new Map<string, unknown>();
    const leases: Leased[] = [];
    const waiting: Wanted[] = [];
    answers.forEach((answer, index) => {
      const one = wanted[index] as Wanted;
      if (answer.is === 'lease') leases.push({ ...one, lease: answer });
      else if (answer.is === 'hit') this.#take(family, { one, answer, news }, found);
      else if (answer.stale !== undefined) {
        this.#counters.count(family.family, 'stale');
        found.set(one.place.key, frozen(answer.stale));
      } else waiting.push(one);
    });
    const rest = await Promise.all([
      leases.length > 0 ? this.#loads.underLease(family, leases) : [],
      waiting.length > 0 ? this.#await(family, waiting) : [],
    ]);
    for (const part of rest) for (const [key, value] of part) found.set(key, value);
    return found;
  }

  #take(family: CacheFamily, { one, answer, news }: Taken, found: Map<string, unknown>): void {
    const value = frozen(answer.value);
    this.options.near?.put(one.place, { value, left: answer.left }, news);
    this.#counters.count(family.family, 'hits');
    found.set(one.place.key, value);
  }

  /** Undefined while the store is away. */
  async #ask(places: readonly Place[]): Promise<Answer[] | undefined> {
    try {
      const answers = await this.options.store.read(places);
      if (this.#isAway) this.options.log.info('the shared cache is back');
      this.#isAway = false;
      return answers;
    } catch (error) {
      this.#noteAway(error);
      return undefined;
    }
  }

  /** Looks again and again whether somebody else has filled the entries, and after a while reads them itself, without a lease. */
  async #await(family: CacheFamily, wanted: readonly Wanted[]): Promise<Found> {
    const found = new Map<string, unknown>();
    let left = wanted;
    for (let waited = 0; waited < PATIENCE && left.length > 0; waited += POLL) {
      await sleep(POLL);
      const news = this.options.near?.news ?? 0;
      const hits = await this.options.store.peek(left.map(({ place }) => place)).catch(() => []);
      left = left.filter((one, index) => {
        const answer = hits[index];
        if (answer) this.#take(family, { one, answer, news }, found);
        return !answer;
      });
    }
    this.#counters.count(family.family, 'impatient', left.length);
    for (const [key, value] of await this.#loads.alone(family, left)) found.set(key, value);
    return found;
  }

  #bypass(family: CacheFamily, wanted: readonly Wanted[]): Promise<Found> {
    this.#counters.count(family.family, 'bypassed', wanted.length);
    return this.#bulkhead.run(() => this.#loads.alone(family, wanted));
  }

  #noteAway(error: unknown): void {
    const isNews = !this.#isAway;
    this.#isAway ||= error instanceof CacheAwayError;
    this.options.log[isNews ? 'warn' : 'debug']({ error }, 'the shared cache cannot be used; the database answers');
  }
}

interface Taken {
  one: Wanted;
  answer: { value: unknown; left: number };
  news: number;
}
