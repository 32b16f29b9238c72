import { setTimeout as sleep } from 'node:timers/promises';
import { type LeaseStore, type SharedCache, sharedCache } from '@supergraph/kernel/cache';
import { createLogger } from '@supergraph/kernel/logger';
import { Redis } from 'ioredis';
import { race } from './cache-race.js';
import type { Fault, Scene } from './fault.js';

const PROCESSES = 3;
const log = createLogger({ service: 'race', level: 'error' });
/** The rig's own processes go on at their ease beside the race. */
const BESIDE = { start: { ledger: 1, audience: 1 }, load: { pace: 20, writers: 2 } } as const;

/** F13: what is loaded late must not overwrite what is known by then to be out of date. */
const fillsRaceNews: Fault = {
  id: 'F13',
  title: 'fills of a cache race late, repeated and reordered news, on a replica that lags',
  ...BESIDE,
  async during(scene) {
    const opened = Array.from({ length: PROCESSES }, () => sharedCache({ url: scene.world.servers.redis.url, name: 'race', log }));
    try {
      await Promise.all(opened.map(untilReady));
      await run(scene, opened);
    } finally {
      await Promise.all(opened.map((cache) => cache.close()));
    }
  },
};

/** The same with what everybody writes first: set after a read, delete after a write. */
const deleteOnWrite: Fault = {
  id: 'F13-mutant',
  title: 'a cache that is deleted from on every write',
  isMutant: true,
  ...BESIDE,
  async during(scene) {
    const redis = new Redis(scene.world.servers.redis.url);
    try {
      await run(scene, [{ store: naiveLeases(redis) }]);
    } finally {
      redis.disconnect();
    }
  },
};

async function run({ random, duration, compare, note, blame }: Scene, processes: Parameters<typeof race>[0]['processes']): Promise<void> {
  const { reads, loads, writes, left } = await race({ random, processes, duration, log });
  note(
    `${reads} reads of two entries each, ${loads} loads, ${writes} writes; ${left.length} entries were left in ${processes.length} processes`,
  );
  if (left.length === 0 || loads >= reads) blame('nothing was kept, so nothing could be wrong');
  compare(left);
}

/** A store that has just been opened does not know yet which Redis it talks to. */
async function untilReady({ store }: SharedCache): Promise<void> {
  const isReady = () =>
    store.peek([{ key: 'nothing', tag: null }]).then(
      () => true,
      () => false,
    );
  for (const deadline = Date.now() + 10_000; !(await isReady()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('The shared cache was not ready within 10 s');
  }
  await sleep(200);
}

function naiveLeases(redis: Redis): LeaseStore {
  const name = (key: string) => `naive:${key}`;
  const look = async (places: readonly { key: string }[]) => {
    const found = await redis.mget(places.map(({ key }) => name(key)));
    return found.map((json) => (json ? { is: 'hit' as const, value: JSON.parse(json), version: '0', left: 60_000 } : null));
  };
  const forget = async ({ keys }: { keys: readonly string[] }) => void (keys.length > 0 && (await redis.del(keys.map(name))));
  return {
    read: async (places) => (await look(places)).map((hit) => hit ?? { is: 'lease', nonce: '', generation: '' }),
    peek: look,
    fill: (fillings) => Promise.all(fillings.map(async ({ place, json }) => (await redis.set(name(place.key), json)) === 'OK')),
    release: async () => {},
    invalidate: forget,
    drop: forget,
    position: async () => null,
    close: async () => {},
  };
}

export const cacheFaults: readonly Fault[] = [fillsRaceNews];
export const cacheMutants: readonly Fault[] = [deleteOnWrite];
