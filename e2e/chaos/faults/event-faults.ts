import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '../rig/witness.js';
import type { Fault, Scene } from './fault.js';

/** F1: commits in any order and rollbacks are what a naive cursor over the outbox loses rows by. */
const slowCommits: Fault = {
  id: 'F1',
  title: 'slow commits and rollbacks in any order',
  load: { writers: 32, hold: 50, undone: 0.2 },
};

/** F5: Kafka is stopped as an operator would, and comes back. */
const kafkaIsStopped: Fault = {
  id: 'F5',
  title: 'Kafka is away',
  async during(scene) {
    const { world, duration } = scene;
    await sleep(duration / 4);
    const before = scene.writers.latencies.length;
    await world.servers.kafka.stop();
    await sleep(duration / 2);
    await world.servers.revive('kafka');
    const meanwhile = scene.writers.latencies.length - before;
    scene.note(`${meanwhile} writes were acknowledged while Kafka was away`);
    if (meanwhile === 0) scene.blame('nothing could be written while Kafka was away');
    blameRefusals(scene);
  },
};

/** F6: Kafka does not answer and does not hang up. */
const kafkaHangs: Fault = {
  id: 'F6',
  title: 'Kafka hangs',
  async during(scene) {
    const { world, duration } = scene;
    await sleep(duration / 4);
    signalAll(world.servers.kafka.pids, 'SIGSTOP');
    await sleep(Math.max(duration / 2, 35_000));
    signalAll(world.servers.kafka.pids, 'SIGCONT');
    blameRefusals(scene);
  },
};

/** F10: consumers die in the middle of their work, and others join and leave all the time. */
const consumersComeAndGo: Fault = {
  id: 'F10',
  title: 'consumers are killed and rebalanced without end',
  start: { audience: 3 },
  async during({ world, random, duration, note }) {
    let killed = 0;
    for (const end = Date.now() + duration; Date.now() < end; ) {
      await sleep(3_000 + random.below(2_000));
      await world.kill(random.pick(world.processes.audience));
      killed += 1;
      await world.start('audience');
    }
    note(`${killed} consumers were killed and replaced`);
  },
};

/** F11: a consumer stops for longer than its session lasts, and goes on as if nothing had happened. */
const consumerSleeps: Fault = {
  id: 'F11',
  title: 'a consumer freezes for longer than its session',
  async during({ world, random, duration }) {
    await sleep(duration / 4);
    const frozen = random.pick(world.processes.audience);
    frozen.freeze();
    await sleep(Math.max(duration / 2, 40_000));
    frozen.thaw();
    await sleep(5_000);
  },
};

/** F12: PostgreSQL dies at once, and recovers from its log. */
const postgresCrashes: Fault = {
  id: 'F12',
  title: 'PostgreSQL crashes',
  async during({ world, duration, random }) {
    for (let round = 0; round < 2; round += 1) {
      await sleep(duration / 4 + random.below(1_000));
      // What `pg_ctl stop -m immediate` sends: no checkpoint, no good-bye.
      process.kill(world.servers.postgres.pid, 'SIGQUIT');
      await sleep(1_000);
      await world.servers.revive('postgres');
    }
  },
};

/** F21: of three brokers one dies: with it the lead of a third of all partitions, and maybe the coordinator of groups. */
const brokerDies: Fault = {
  id: 'F21',
  title: 'one of three brokers is killed',
  brokers: 3,
  async during(scene) {
    const { world, random, duration, note, blame } = scene;
    await sleep(duration / 4);
    const before = await publishedCount(scene);
    process.kill(random.pick(world.servers.kafka.pids), 'SIGKILL');
    await sleep(Math.max(duration / 2, 20_000));
    const meanwhile = (await publishedCount(scene)) - before;
    note(`${meanwhile} events were published with two brokers`);
    if (meanwhile === 0) blame('nothing was published with two of three brokers');
    blameRefusals(scene);
  },
};

const publishedCount = ({ world }: Scene): Promise<number> =>
  withClient(world.databaseUrl(), async (client) => {
    const { rows } = await client.query('select position::int as position from ledger.relay_cursor');
    return rows[0].position as number;
  });

/** While Kafka is away nobody who writes may notice. */
function blameRefusals({ writers, blame }: Scene): void {
  const failed = writers.writes.filter(({ outcome }) => outcome === 'unknown').length;
  if (failed > 0) blame(`${failed} of ${writers.writes.length} writes failed`);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, signal);
}

export const eventFaults: readonly Fault[] = [
  slowCommits,
  kafkaIsStopped,
  kafkaHangs,
  consumersComeAndGo,
  consumerSleeps,
  postgresCrashes,
  brokerDies,
];
