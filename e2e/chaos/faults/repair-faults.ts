import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Published } from '../check/history.js';
import { operate } from '../rig/operate.js';
import { withClient } from '../rig/witness.js';
import type { World } from '../rig/world.js';
import type { Fault, Scene } from './fault.js';

/** The relay looks once a minute; more than that is too late. */
const NOTICE = 75_000;
const DRAIN = 60_000;

const CURSOR = `select lost_at is not null as lost, position = (select max(position) from ledger.event_log) as drained from ledger.relay_cursor`;

interface Cursor {
  lost: boolean;
  drained: boolean;
}

/** Waits for the relay's books to say so. @returns milliseconds, or null where they did not within `patience` (ms). */
async function untilRelay(world: World, says: (cursor: Cursor) => boolean, patience: number): Promise<number | null> {
  const began = performance.now();
  return withClient(world.databaseUrl(), async (client) => {
    for (; performance.now() < began + patience; await sleep(200)) {
      const [cursor] = (await client.query<Cursor>(CURSOR)).rows;
      if (cursor && says(cursor)) return Math.round(performance.now() - began);
    }
    return null;
  });
}

/** F7: Kafka loses all that it ever took, and an operator has it filled again. The load goes on all the time. */
const kafkaForgets: Fault = {
  id: 'F7',
  title: 'Kafka comes back with nothing, and is filled again',
  load: { pace: 60, writers: 8, hold: 0 },
  topicFrom: sinceRefill,
  async during(scene) {
    const { world, duration, note, blame } = scene;
    await sleep(duration / 2);
    await world.servers.eraseKafka();
    await world.servers.revive('kafka');
    const noticed = await untilRelay(world, ({ lost }) => lost, NOTICE);
    if (noticed === null) blame(`${NOTICE} ms after Kafka came back with nothing nobody had noticed`);
    else note(`the loss was noticed ${noticed} ms after Kafka was back`);
    const stats = await operate(world, 'stats', '--subgraph', 'ledger');
    if (noticed !== null && stats[0]?.isLost !== true) blame(`stats does not tell of the loss: ${JSON.stringify(stats)}`);
    const [refilled] = await operate(world, 'replay', '--from', 'event_log', '--subgraph', 'ledger');
    note(`${refilled?.events} events were published again`);
    const failed = scene.writers.writes.filter(({ outcome }) => outcome === 'unknown').length;
    if (failed > 0) blame(`${failed} of ${scene.writers.writes.length} writes failed`);
  },
  async after({ world, blame }) {
    if ((await untilRelay(world, ({ drained }) => drained, DRAIN)) === null) blame('the log was not published again to its end');
  },
  async judge({ blame }, { committed, published }) {
    const there = new Set(published.map(({ id }) => id));
    const missing = committed.filter(({ id }) => !there.has(id)).length;
    if (missing > 0) blame(`${missing} events are not in the topic that was filled again`);
  },
};

/** Of each account, what the empty topic holds from its first event on: what was published before the refill has no beginning. */
function sinceRefill(published: readonly Published[]): Published[] {
  const begun = new Set<string>();
  return published
    .toSorted((one, other) => one.partition - other.partition || one.offset - other.offset)
    .filter(({ key, sequence }) => {
      if (sequence === 1) begun.add(key);
      return begun.has(key);
    });
}

/** Both tables of the consumer, in an order that is theirs and not the storage's. */
const TABLES = [
  'select organization_id, account_id, total from audience.tally order by account_id',
  'select organization_id, consumer, posting_id, account_id, event_id, sequence from audience.effect order by account_id, sequence, event_id',
];

const hashOfTables = (world: World): Promise<string> =>
  withClient(world.databaseUrl(), async (client) => {
    const hash = createHash('sha256');
    for (const sql of TABLES) hash.update(JSON.stringify((await client.query(sql)).rows));
    return hash.digest('hex').slice(0, 16);
  });

const SEEN = `select (select count(*) from audience.effect)::int as effects, (select coalesce(sum(total), 0) from audience.tally)::int as total`;

/** Looks at the tables all the time until it is told to stop: what readers see never goes back, and never is not there. */
function lookOn({ world, blame, note }: Scene): () => Promise<void> {
  let isOver = false;
  const looking = withClient(world.databaseUrl(), async (client) => {
    let [looks, last] = [0, { effects: 0, total: 0 }];
    for (; !isOver; looks += 1) {
      const [seen = last] = (await client.query<typeof last>(SEEN)).rows;
      if (seen.effects < last.effects || seen.total < last.total)
        blame(`readers saw ${JSON.stringify(seen)} after ${JSON.stringify(last)}`);
      last = seen;
      await sleep(20);
    }
    note(`the tables were looked at ${looks} times meanwhile`);
  }).catch((error) => blame(`the tables could not be read during the rebuild: ${error}`));
  return async () => {
    isOver = true;
    await looking;
  };
}

/** An operator's command whose failure is a finding, and no end of the run. */
async function attempt(scene: Scene, ...args: readonly string[]): Promise<void> {
  const began = performance.now();
  const took = () => `${args.join(' ')} (${Math.round(performance.now() - began)} ms)`;
  await operate(scene.world, ...args).then(
    (rows) => scene.note(`${took()}: ${JSON.stringify(rows)}`),
    (error) => scene.blame(`${took()}: ${String(error.stderr ?? error).slice(-400)}`),
  );
}

/** F20: all events once more, into the live consumer and into tables beside the live ones, while the load goes on. */
const everythingAgain: Fault = {
  id: 'F20',
  title: 'everything is replayed and rebuilt under load',
  load: { pace: 100, writers: 8, hold: 0 },
  async during(scene) {
    await sleep(scene.duration);
    await attempt(scene, 'replay', '--consumer', 'tally');
    const stop = lookOn(scene);
    await attempt(scene, 'rebuild', 'tally@g2').finally(stop);
  },
  async judge(scene, { committed, effects }) {
    const live = await hashOfTables(scene.world);
    await attempt(scene, 'rebuild', 'tally@g3');
    const rebuilt = await hashOfTables(scene.world);
    scene.note(`${effects.length} effects of ${committed.length} events; the tables hash to ${live}, rebuilt at rest to ${rebuilt}`);
    if (live !== rebuilt) scene.blame(`the rebuilt tables are ${rebuilt}, and the live ones were ${live}`);
    await blameSums(scene);
  },
};

/** The projection is the sum of what was posted. */
async function blameSums({ world, blame }: Pick<Scene, 'world' | 'blame'>): Promise<void> {
  const { rows } = await withClient(world.databaseUrl(), (client) =>
    client.query(`select account_id from (select account_id, sum(amount) as total from ledger.posting group by 1) as posted
      full join audience.tally using (account_id) where posted.total is distinct from tally.total`),
  );
  if (rows.length > 0) blame(`${rows.length} accounts have another total than their postings`);
}

export const repairFaults: readonly Fault[] = [kafkaForgets, everythingAgain];
