import { setTimeout as sleep } from 'node:timers/promises';
import { Caches, defineCache, type LeaseStore, type NearCache, outdates } from '@supergraph/kernel/cache';
import { type EventRecord, eventsOf } from '@supergraph/kernel/events';
import { createLogger } from '@supergraph/kernel/logger';
import { z } from 'zod';

const thingChanged = eventsOf('race')('thing.changed.v1', {
  aggregate: 'thing',
  id: 'id',
  promise: 'A thing has another number.',
  payload: z.object({ id: z.string() }),
});

const random = (most: number) => Math.random() * most;
const someTime = (most: number) => sleep(random(most));

/** A database of numbers, with its log, and a replica that lags behind it by up to 15 ms, but never goes back. */
class Things {
  readonly #written = new Map<string, { at: number; value: number }[]>();
  readonly #log: { at: number; position: number }[] = [];

  write(id: string): string {
    const [at, rows] = [performance.now(), this.#written.get(id) ?? []];
    rows.push({ at, value: rows.length + 1 });
    this.#written.set(id, rows);
    this.#log.push({ at, position: this.#log.length + 1 });
    return String(this.#log.length);
  }

  now = (id: string): number => this.#written.get(id)?.at(-1)?.value ?? 0;

  onReplica(id: string): number {
    const at = this.#applied();
    return this.#written.get(id)?.findLast((row) => row.at <= at)?.value ?? 0;
  }

  headOfReplica(): string {
    const at = this.#applied();
    return String(this.#log.findLast((entry) => entry.at <= at)?.position ?? 0);
  }

  /** The lag comes and goes so slowly that the replica never runs backwards. */
  #applied(): number {
    const now = performance.now();
    return now - 7.5 * (1 + Math.sin(now / 50));
  }
}

export interface RaceOptions {
  /** One for each process. */
  processes: readonly { store: LeaseStore; near?: NearCache }[];
  writes?: number;
}

export interface RaceResult {
  reads: number;
  loads: number;
  /** Entries that were left in a cache and are not what the database says, with nothing on its way any more. */
  wrong: string[];
  /** Entries that were left. */
  kept: number;
}

const READERS = 60;
const WRITERS = 6;
const IDS = Array.from({ length: 200 }, (_, index) => `thing-${index}`);

/** Readers and writers at once over slow lines; news of writes come late, twice and out of order, and half the writers die before they drop anything. */
export async function race({ processes, writes = 1_500 }: RaceOptions): Promise<RaceResult> {
  const things = new Things();
  const result: RaceResult = { reads: 0, loads: 0, wrong: [], kept: 0 };
  const family = defineCache<{ value: number }>({
    family: 'things:{id}',
    of: 'platform',
    ttl: 600_000,
    load: async (_em, ids) => {
      result.loads += 1;
      await someTime(4);
      const values = ids.map((id) => ({ value: things.onReplica(id) }));
      await someTime(4);
      return values;
    },
    invalidatedBy: [outdates([thingChanged], ({ id }) => [id])],
  });
  const log = createLogger({ service: 'race', level: 'silent' });
  const head = async () => things.headOfReplica();
  const replicas = processes.map(
    (one) => new Caches({ families: [family], em: () => undefined as never, head, log, bypassLoads: 4, ...one }),
  );
  const anyOf = <Item>(items: readonly Item[]) => items[Math.floor(random(items.length))] as Item;
  const news: Promise<unknown>[] = [];
  const tell = async (id: string, position: string) => {
    await someTime(20);
    await anyOf(replicas).changed([{ type: thingChanged.type, position, payload: { id } } as EventRecord]);
  };
  const hot: string[] = [];
  let left = writes;
  let end = Number.POSITIVE_INFINITY;
  const write = async () => {
    while (left-- > 0) {
      const [id, writer] = [anyOf(IDS), anyOf(replicas)];
      const position = things.write(id);
      hot.unshift(id);
      hot.length = Math.min(hot.length, WRITERS);
      if (Math.random() < 0.5) await writer.committed([{ type: thingChanged.type, payload: { id } }]);
      news.push(tell(id, position), ...(Math.random() < 0.3 ? [tell(id, position)] : []));
      end = performance.now() + 100;
      await someTime(6);
    }
  };
  const read = async () => {
    // The last writes are the ones that nothing makes up for.
    while (left > 0 || performance.now() < end) {
      result.reads += 1;
      // What was just written is what everybody looks at.
      await anyOf(replicas).get(family, [anyOf(IDS), anyOf(hot) ?? '']);
      await someTime(3);
    }
  };
  await Promise.all([...Array.from({ length: WRITERS }, write), ...Array.from({ length: READERS }, read)]);
  await Promise.all(news);
  await sleep(100);
  for (const [index, { store, near }] of processes.entries()) {
    for (const id of IDS) {
      const place = { key: `{platform}:things:${id}`, tag: null };
      const held = (near?.get(place) ?? (await store.peek([place]))[0]?.value) as { value: number } | undefined;
      if (held) result.kept += 1;
      if (held && held.value !== things.now(id)) result.wrong.push(`${id} in process ${index}: ${held.value}, not ${things.now(id)}`);
    }
  }
  return result;
}

/** The same store over a line that takes its time, each way. */
export function overSlowLine(store: LeaseStore, most = 3): LeaseStore {
  const slow = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await someTime(most);
    const result = await work();
    await someTime(most);
    return result;
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

/** What everybody writes first: set after a read, delete after a write. */
export function naiveStore(): LeaseStore {
  const values = new Map<string, unknown>();
  const forget = async ({ keys }: { keys: readonly string[] }) => {
    for (const key of keys) values.delete(key);
  };
  const hit = (key: string) => ({ is: 'hit' as const, value: values.get(key), version: '0', left: 60_000 });
  return {
    read: async (places) => places.map(({ key }) => (values.has(key) ? hit(key) : { is: 'lease', nonce: '', generation: '' })),
    peek: async (places) => places.map(({ key }) => (values.has(key) ? hit(key) : null)),
    fill: async (fillings) => fillings.map(({ place, value }) => Boolean(values.set(place.key, value))),
    release: async () => {},
    invalidate: forget,
    drop: forget,
    position: async () => null,
    close: async () => {},
  };
}
