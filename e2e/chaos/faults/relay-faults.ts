import { setTimeout as sleep } from 'node:timers/promises';
import type { RigProcess } from '../rig/processes.js';
import { withClient } from '../rig/witness.js';
import type { World } from '../rig/world.js';
import type { Fault, Scene } from './fault.js';

const LEADER = `select a.pid as backend, substring(a.application_name from '\\d+$')::int as process
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.classid = 42 and l.granted and a.datname = current_database() and a.application_name like 'relay%'`;

interface Leader {
  /** Process id of PostgreSQL's own process for its connection. */
  backend: number;
  process: RigProcess;
}

/** Which of the publisher's processes relays its events just now. */
async function findLeader(world: World): Promise<Leader | null> {
  const rows = await withClient(
    world.databaseUrl(),
    async (client) => (await client.query(LEADER)).rows as { backend: number; process: number }[],
  );
  for (const { backend, process: pid } of rows) {
    const process = world.processes.ledger.find((one) => one.pid === pid);
    if (process) return { backend, process };
  }
  return null;
}

async function untilLedBy(world: World, isWanted: (leader: Leader) => boolean, patience = 15_000): Promise<number> {
  const began = performance.now();
  while (performance.now() < began + patience) {
    const leader = await findLeader(world);
    if (leader && isWanted(leader)) return Math.round(performance.now() - began);
    await sleep(50);
  }
  throw new Error(`No process took the lead within ${patience} ms`);
}

/** F2: whoever leads is killed, again and again. */
const leaderIsKilled: Fault = {
  id: 'F2',
  title: 'the leader of the relay is killed again and again',
  start: { ledger: 3 },
  async during({ world, random, duration, note, blame }) {
    const takeovers: number[] = [];
    for (const end = Date.now() + duration; Date.now() < end && takeovers.length < 20; ) {
      await sleep(500 + random.below(1_500));
      const leader = await findLeader(world);
      if (!leader) continue;
      await world.kill(leader.process);
      takeovers.push(await untilLedBy(world, ({ process }) => process !== leader.process));
      await world.start('ledger');
    }
    note(`${takeovers.length} leaders were killed; another led after ${takeovers.join(', ')} ms`);
    const slow = takeovers.filter((ms) => ms > 3_000).length;
    if (slow > 0) blame(`${slow} times nobody led for more than 3 s`);
  },
};

/** F3: the leader sleeps, another one takes over, and the first one wakes up and still thinks that it leads. */
const leaderSleeps: Fault = {
  id: 'F3',
  title: 'the leader freezes, loses its lead and wakes up as a zombie',
  start: { ledger: 3 },
  async during({ world, duration, note }) {
    for (let round = 0; round < 2; round += 1) {
      await sleep(duration / 6);
      const leader = await findLeader(world);
      if (!leader) throw new Error('Nobody leads');
      leader.process.freeze();
      const after = await untilLedBy(world, ({ process }) => process !== leader.process);
      note(`another process led ${after} ms after the leader froze`);
      await sleep(duration / 6);
      leader.process.thaw();
    }
  },
};

/** F4: the leader dies between Kafka's receipt and its own note of it. */
const leaderDiesBetween: Fault = {
  id: 'F4',
  title: 'the leader dies between what Kafka acknowledged and its own books',
  start: { ledger: 1 },
  async during({ world, duration, note }) {
    let deaths = 0;
    for (const end = Date.now() + duration * 0.8; Date.now() < end; deaths += 1) {
      const doomed = await world.start('ledger', { EVENTS_FAILPOINT: 'relay.produced' });
      const [first] = world.processes.ledger;
      if (first && first !== doomed) await world.kill(first);
      await untilDead(doomed);
      await world.kill(doomed);
      await world.start('ledger');
      await sleep(1_000);
    }
    note(`${deaths} leaders died there`);
  },
  async judge({ note, blame }, { published }) {
    const twice = published.length - new Set(published.map(({ eventId }) => eventId)).size;
    note(`${twice} events are in the topic twice`);
    if (twice === 0) blame('no event is in the topic twice: the fault did not happen');
  },
};

async function untilDead({ pid, name }: RigProcess): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
  throw new Error(`${name} did not die`);
}

const setMood = (scene: Pick<Scene, 'world'>, mood: string | null) =>
  withClient(scene.world.databaseUrl(), async (client) => {
    await client.query('delete from audience.mood');
    if (mood) await client.query('insert into audience.mood values ($1)', [mood]);
  });

const parkedOf = ({ world }: Pick<Scene, 'world'>) =>
  withClient(world.databaseUrl(), async (client) => {
    const { rows } = await client.query(
      'select count(*)::int as events, count(distinct aggregate_key)::int as keys from audience.parked_event',
    );
    return rows[0] as { events: number; keys: number };
  });

/** F9: what the consumer needs is away: it waits, and nothing is set aside. */
const outageOfTheConsumer: Fault = {
  id: 'F9',
  title: "the consumer's other side is away",
  async during(scene) {
    await sleep(scene.duration / 4);
    await setMood(scene, 'outage');
    await sleep(scene.duration / 2);
    const parked = await parkedOf(scene);
    if (parked.events > 0) scene.blame(`${parked.events} events were set aside during an outage`);
    await setMood(scene, null);
  },
};

/** F8: some events cannot be digested: their accounts wait, the others go on, and in the end all is told in order. */
const poisonedKeys: Fault = {
  id: 'F8',
  title: 'events of some accounts cannot be handled, and are redriven',
  load: { accounts: 40, negative: 0.05 },
  async before(scene) {
    await setMood(scene, 'poison');
  },
  async after(scene) {
    await sleep(15_000);
    const parked = await parkedOf(scene);
    scene.note(`${parked.events} events of ${parked.keys} accounts were parked`);
    if (parked.keys !== 2) scene.blame(`${parked.keys} accounts are parked, and 2 were poisoned`);
    await setMood(scene, null);
    // Parked events are tried again at a start.
    for (const audience of [...scene.world.processes.audience]) await scene.world.kill(audience);
    await scene.world.start('audience');
  },
};

export const relayFaults: readonly Fault[] = [leaderIsKilled, leaderSleeps, leaderDiesBetween, poisonedKeys, outageOfTheConsumer];
