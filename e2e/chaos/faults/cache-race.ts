import { setTimeout as sleep } from 'node:timers/promises';
import { Caches, defineCache, type LeaseStore, type NearCache, outdates } from '@supergraph/kernel/cache';
import { type EventRecord, eventsOf } from '@supergraph/kernel/events';
import type { Logger } from '@supergraph/kernel/logger';
import { z } from 'zod';
import type { Random } from '../../fuzz/random.js';
import type { CachedValue } from '../check/history.js';

const READERS = 60;
const WRITERS = 6;
/** How far (ms) the replica is behind at most. */
const LAG = 15;
/** How late (ms) news come at most. */
const DELAY = 20;
const IDS = Array.from({ length: 200 }, (_, index) => `thing-${index}`);

const thingChanged = eventsOf('race')('thing.changed.v1', {
  aggregate: 'thing',
  id: 'id',
  promise: 'A thing has another number.',
  payload: z.object({ id: z.string() }),
});

/** Numbers with their log, and a replica that lags behind, now more and now less, but never goes back. */
class Things {
  readonly #rows = new Map<string, { at: number; value: number }[]>();
  readonly #log: number[] = [];

  /** @returns its position in the log. */
  write(id: string): string {
    const [at, rows] = [performance.now(), this.#rows.get(id) ?? []];
    rows.push({ at, value: rows.length + 1 });
    this.#rows.set(id, rows);
    return String(this.#log.push(at));
  }

  now = (id: string): number => this.#rows.get(id)?.at(-1)?.value ?? 0;

  onReplica(id: string): number {
    const applied = this.#applied();
    return this.#rows.get(id)?.findLast(({ at }) => at <= applied)?.value ?? 0;
  }

  headOfReplica(): string {
    const applied = this.#applied();
    return String(this.#log.findLastIndex((at) => at <= applied) + 1);
  }

  #applied(): number {
    const now = performance.now();
    return now - (LAG / 2) * (1 + Math.sin(now / 50));
  }
}

export interface RaceOptions {
  random: Random;
  /** What each process has its entries in. */
  processes: readonly { store: LeaseStore; near?: NearCache }[];
  /** Milliseconds. */
  duration: number;
  log: Logger;
}

export interface Race {
  reads: number;
  loads: number;
  writes: number;
  /** Every entry that is left after everything has come to rest, beside the truth. */
  left: CachedValue[];
}

/**
 * Sixty readers and six writers over slow lines. News of writes come late, twice and out of order; half of the writers die before
 * they drop anything; what is loaded is read from the replica.
 */
export async function race({ random, processes, duration, log }: RaceOptions): Promise<Race> {
  const things = new Things();
  const race: Race = { reads: 0, loads: 0, writes: 0, left: [] };
  const some = (most: number) => sleep(random.next() * most);
  const family = defineCache<{ value: number }>({
    family: 'things:{id}',
    of: 'platform',
    ttl: 600_000,
    async load(_em, ids) {
      race.loads += 1;
      await some(4);
      const values = ids.map((id) => ({ value: things.onReplica(id) }));
      await some(4);
      return values;
    },
    invalidatedBy: [outdates([thingChanged], ({ id }) => [id])],
  });
  const head = async () => things.headOfReplica();
  const replicas = processes.map(({ store, near }) => {
    const slow = overSlowLine(store, () => some(2));
    return new Caches({ families: [family], em: () => undefined as never, head, log, bypassLoads: 4, store: slow, near });
  });
  const news: Promise<unknown>[] = [];
  const tell = async (id: string, position: string) => {
    await some(DELAY);
    await random.pick(replicas).changed([{ type: thingChanged.type, position, payload: { id } } as EventRecord]);
  };
  // What was written last is what everybody looks at, and what nothing makes up for at the end.
  const hot = IDS.slice(0, WRITERS);
  const end = performance.now() + duration;
  const write = async () => {
    for (; performance.now() < end; race.writes += 1) {
      const [id, writer] = [random.pick(IDS), random.pick(replicas)];
      const position = things.write(id);
      hot.unshift(id);
      hot.length = WRITERS;
      if (random.chance(0.5)) await writer.committed([{ type: thingChanged.type, payload: { id } }]);
      news.push(tell(id, position), ...(random.chance(0.3) ? [tell(id, position)] : []));
      await some(6);
    }
  };
  const read = async () => {
    for (; performance.now() < end + 100; race.reads += 1) {
      await random.pick(replicas).get(family, [random.pick(IDS), random.pick(hot)]);
      await some(3);
    }
  };
  await Promise.all([...Array.from({ length: WRITERS }, write), ...Array.from({ length: READERS }, read)]);
  await Promise.all(news);
  await sleep(500);
  race.left = (await Promise.all(processes.map((process, index) => leftIn(process, `process ${index}`, things)))).flat();
  return race;
}

async function leftIn({ store, near }: RaceOptions['processes'][number], name: string, things: Things): Promise<CachedValue[]> {
  const places = IDS.map((id) => ({ key: `{platform}:things:${id}`, tag: null }));
  const shared = await store.peek(places);
  return IDS.flatMap((id, index) => {
    const place = places[index] as (typeof places)[number];
    const cached = near?.get(place) ?? shared[index]?.value;
    return cached === undefined ? [] : [{ key: `${id} in ${name}`, cached, stored: { value: things.now(id) } }];
  });
}

/** The same store over a line that takes its time, each way. */
function overSlowLine(store: LeaseStore, line: () => Promise<unknown>): LeaseStore {
  const slow = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await line();
    return work().finally(line);
  };
  return {
    read: (places) => slow(() => store.read(places)),
    peek: (places) => store.peek(places),
    fill: (fillings) => slow(() => store.fill(fillings)),
    release: (leases) => slow(() => store.release(leases)),
    invalidate: (outdated, version) => slow(() => store.invalidate(outdated, version)),
    drop: (outdated) => slow(() => store.drop(outdated)),
    position: () => store.position(),
    close: () => store.close(),
  };
}
