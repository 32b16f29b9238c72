import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCursor, type Position } from '@supergraph/kernel/realtime';
import { Redis } from 'ioredis';
import type { RigProcess } from '../rig/processes.js';
import type { Watcher } from '../rig/sockets.js';
import { withClient } from '../rig/witness.js';
import type { World } from '../rig/world.js';
import { ORGANIZATIONS } from '../rig/writers.js';
import type { Fault, Scene } from './fault.js';
import { aWatcher, openOrganizations, positionOf, type WatchOptions } from './watchers.js';

const [FIRST] = ORGANIZATIONS;
/** What all faults of streams have in common: a steady load, and one of each. */
export const PACE = { load: { pace: 200, writers: 8, hold: 0, undone: 0.05 }, start: { gateway: 1, audience: 1 } } as const;

export const gatewayOf = ({ processes }: Pick<World, 'processes'>) => (processes.gateway[0] as RigProcess).url;

/** So many for each of both organizations. */
async function watchBoth(scene: Omit<Scene, 'writers'>, each: number, options: Pick<WatchOptions, 'asksFor'> = {}): Promise<void> {
  await openOrganizations(scene.world);
  const watchers = ORGANIZATIONS.flatMap((organizationId) =>
    Array.from({ length: each }, () => aWatcher(scene.world, { organizationId, url: () => gatewayOf(scene.world), ...options })),
  );
  for (const watcher of watchers) watcher.start();
  await Promise.all(watchers.map(({ subscribed }) => subscribed));
  scene.watchers.push(...watchers);
}

/** Waits until everybody has what there is, then lets them go. Who lacks something at the end was lied to. */
export async function endWith({ world, blame, note }: Scene, watchers: readonly Watcher[]): Promise<void> {
  for (const organizationId of ORGANIZATIONS) {
    const own = watchers.filter((watcher) => watcher.organizationId === organizationId);
    if (own.length === 0) continue;
    const end = await untilAtEnd(world, organizationId, own);
    for (const watcher of own.filter((one) => !isAt(one, end))) {
      const last = placeOf(watcher);
      blame(`${watcher.id} ended at ${last?.epoch}/${last?.offset}, the channel at ${end?.epoch}/${end?.offset}`);
    }
  }
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  const counts = { events: 0, resyncs: 0 };
  for (const { frames } of watchers) {
    counts.events += frames.filter(({ kind }) => kind === 'event').length;
    counts.resyncs += frames.filter(({ kind }) => kind === 'resync').length;
  }
  note(`${watchers.length} sockets: ${counts.events} events, ${counts.resyncs} times told to begin anew`);
}

const PATIENCE = 30_000;

/** Nothing is written any more: where the channel ends, when all are there or patience is over. */
async function untilAtEnd(world: World, organizationId: string, own: readonly Watcher[]): Promise<Position | undefined> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(500)) {
    const [end] = Object.values(decodeCursor(await positionOf(world, gatewayOf(world), organizationId)));
    if (own.every((watcher) => isAt(watcher, end)) || Date.now() > deadline) return end;
  }
}

const placeOf = ({ frames }: Watcher) => frames.findLast(({ kind }) => kind === 'event' || kind === 'resync');

function isAt(watcher: Watcher, end: Position | undefined): boolean {
  const last = placeOf(watcher);
  return last?.offset === end?.offset && last?.epoch === end?.epoch;
}

/** F14: Redis dies and comes back with nothing. */
const redisForgets: Fault = {
  id: 'F14',
  title: 'Redis is killed and comes back empty',
  ...PACE,
  before: (scene) => watchBoth(scene, 10),
  async during({ world, duration, writers, blame, note }) {
    await sleep(duration / 3);
    const redis = new Redis(world.servers.redis.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    await redis.connect();
    await redis.flushall();
    await redis.call('CONFIG', 'SET', 'save', '').catch(() => undefined);
    redis.disconnect();
    process.kill(world.servers.redis.pid, 'SIGKILL');
    const before = writers.latencies.length;
    await sleep(2_000);
    note(`${writers.latencies.length - before} writes were acknowledged while Redis was away`);
    await world.servers.revive('redis');
    const failed = writers.writes.filter(({ outcome }) => outcome === 'unknown').length;
    if (failed > 0) blame(`${failed} writes failed`);
  },
  async after(scene) {
    await endWith(scene, scene.watchers);
    const untold = scene.watchers.filter(({ frames }) => !frames.some(({ kind }) => kind === 'resync')).length;
    if (untold > 0) scene.blame(`${untold} sockets were not told that the history is lost`);
  },
};

/** F15: the gateway's subscriber connection is cut every two seconds. */
const subscriberIsCut: Fault = {
  id: 'F15',
  title: 'connections of pub/sub are cut every 2 s',
  ...PACE,
  before: (scene) => watchBoth(scene, 10),
  async during({ world, duration, note }) {
    const redis = new Redis(world.servers.redis.url);
    let killed = 0;
    for (const end = Date.now() + duration; Date.now() < end; ) {
      await sleep(2_000);
      killed += Number(await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    }
    redis.disconnect();
    note(`${killed} connections were cut`);
  },
  async after(scene) {
    await endWith(scene, scene.watchers);
    const resyncs = scene.watchers.flatMap(({ frames }) => frames.filter(({ kind }) => kind === 'resync')).length;
    if (resyncs > 0) scene.blame(`${resyncs} times somebody had to begin anew, though the history was there`);
  },
};

/** F16: a client is away for a short time, another for longer than the history lasts. */
const clientsAreAway: Fault = {
  id: 'F16',
  title: 'clients are away, shorter and longer than the history',
  ...PACE,
  before: (scene) => watchBoth(scene, 3),
  async during(scene) {
    const { world, duration, random, writers } = scene;
    const early = await positionOf(world, gatewayOf(world), FIRST);
    const until = Date.now() + duration;
    while (Date.now() < until - 6_000) {
      await sleep(1_000);
      random.pick(scene.watchers).cut();
    }
    // The stream holds the last thousand: wait until what came since is more.
    const enough = () => writers.writes.filter(({ outcome }) => outcome === 'acknowledged').length > 2 * 1_300;
    while (!enough()) await sleep(500);
    const late = aWatcher(world, { organizationId: FIRST, url: () => gatewayOf(world), cursor: early }).start();
    scene.watchers.push(late);
    await sleep(3_000);
    if (late.frames[0]?.kind !== 'resync') scene.blame(`who came too late was first sent ${late.frames[0]?.kind}`);
  },
  async after(scene) {
    await endWith(scene, scene.watchers);
  },
};

/** F18: one client stops reading; nobody else may notice, and the gateway may not keep everything for it. */
const clientStopsReading: Fault = {
  id: 'F18',
  title: 'one of many clients stops reading',
  ...PACE,
  // Enough to fill what the system itself holds for a socket within seconds.
  load: { ...PACE.load, pace: 60, padding: 60_000 },
  async before(scene) {
    await watchBoth(scene, 5, { asksFor: 'padding' });
    scene.weigh(scene.world.processes.gateway[0] as RigProcess);
  },
  async during({ duration, watchers, note, blame }) {
    const [slow, ...others] = watchers as [Watcher, ...Watcher[]];
    await sleep(duration / 4);
    slow.pause();
    // What the system holds for it fills within seconds; it then has 10 s to read, and 5 more to say good-bye.
    await sleep(30_000);
    slow.resume();
    await sleep(3_000);
    note(`the one that did not read found its connection closed with ${slow.closes.join() || 'nothing'}`);
    if (!slow.closes.some((code) => code === 1013 || code === 1006)) blame('the one that did not read was not put out');
    const closed = others.filter(({ closes }) => closes.length > 0).length;
    if (closed > 0) blame(`${closed} others were closed as well`);
    await sleep(duration / 4);
  },
  async after(scene) {
    await endWith(scene, scene.watchers);
  },
};

/** F19: a gateway dies with all its sockets, and they go on at another one from where they were. */
const gatewayDies: Fault = {
  id: 'F19',
  title: 'a gateway is killed, and all its clients resume at another one',
  ...PACE,
  start: { gateway: 2, audience: 1 },
  before: (scene) => watchBoth(scene, 250),
  async during({ world, duration, note, watchers }) {
    await sleep(duration / 2);
    const killedAt = performance.now();
    await world.kill(world.processes.gateway[0] as RigProcess);
    const isBack = ({ frames }: Watcher) => frames.some(({ at }) => at > killedAt + 100);
    while (!watchers.every(isBack) && performance.now() < killedAt + 20_000) await sleep(100);
    note(`${watchers.filter(isBack).length} of ${watchers.length} were back after ${Math.round(performance.now() - killedAt)} ms`);
  },
  async after(scene) {
    await resumeWithoutSql(scene);
    await endWith(scene, scene.watchers);
    const resyncs = scene.watchers.flatMap(({ frames }) => frames.filter(({ kind }) => kind === 'resync')).length;
    if (resyncs > 0) scene.blame(`${resyncs} sockets had to begin anew`);
  },
};

const STORM = 8_000;

/** While nothing is written, everybody comes back at once: what that costs the database is compared with doing nothing. */
async function resumeWithoutSql({ world, watchers, note, blame }: Scene): Promise<void> {
  await sleep(5_000);
  const idle = await transactionsDuring(world, () => sleep(STORM));
  const storm = await transactionsDuring(world, async () => {
    for (const watcher of watchers) watcher.cut();
    await sleep(STORM);
  });
  note(`${watchers.length} sockets resumed with ${storm} transactions in the database; ${idle} in as much time without them`);
  if (storm > idle * 1.2 + watchers.length / 20) blame(`resuming cost ${storm - idle} transactions`);
}

/** Transactions that the database committed while the work went on. */
export async function transactionsDuring(world: World, work: () => Promise<unknown>): Promise<number> {
  const count = () =>
    withClient(world.databaseUrl(), async (client) => {
      // Backends tell of what they did with a delay of about a second.
      await sleep(1_500);
      const { rows } = await client.query('select xact_commit::int as count from pg_stat_database where datname = current_database()');
      return rows[0].count as number;
    });
  const before = await count();
  await work();
  return (await count()) - before;
}

export const streamFaults: readonly Fault[] = [redisForgets, subscriberIsCut, clientsAreAway, clientStopsReading, gatewayDies];
