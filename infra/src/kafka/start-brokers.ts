import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaStartError } from '../infra.errors.js';
import { adoptOrLaunch } from '../server/adopt-or-launch.js';
import type { DataDir } from '../server/data-dir.js';
import type { LiveServer } from '../server/running-server.js';
import { inspectBroker, viewFrom } from './broker-process.js';
import { classArchive } from './class-archive.js';
import { brokerIds, type Cluster, choosePlaces } from './cluster.js';
import { launchBroker } from './launch-broker.js';
import type { BrokerLaunch } from './prepare-broker.js';
import { findKafkaProgram } from './program/find-kafka-program.js';
import { stopBrokers } from './stop-brokers.js';

const PATIENCE_MS = 60_000;

export interface ClusterStart {
  dir: DataDir;
  cluster: Cluster;
  durable: boolean;
  /** The port that is wished for the first broker. */
  port?: number;
  heapMb?: number;
  log?: (line: string) => void;
}

export interface LiveBroker extends LiveServer {
  id: number;
  adopted: boolean;
}

/**
 * Adopts the brokers that run and launches the others, all at once: none serves clients before a majority is there. When that
 * fails, none that was launched is left running.
 */
export async function startBrokers(start: ClusterStart): Promise<LiveBroker[]> {
  const { dir, cluster } = start;
  const attempt = newAttempt(start);
  const settled = await Promise.allSettled(brokerIds(cluster).map((id) => startBroker(start, id, attempt)));
  const live = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    attempt.giveUp();
    await untilAllKnowAll(start, live);
    return live;
  } catch (error) {
    await stopBrokers(
      dir,
      cluster.size,
      live.filter(({ adopted }) => !adopted),
    );
    throw error;
  }
}

/** What the brokers of one start have in common. */
interface Attempt {
  /** Made when the first of them has to be launched. */
  launch(): Promise<BrokerLaunch>;
  fail(error: unknown): void;
  /** Throws when one of them has failed. */
  giveUp(): void;
}

function newAttempt(start: ClusterStart): Attempt {
  let launch: Promise<BrokerLaunch> | undefined;
  const failures: unknown[] = [];
  return {
    launch: () => {
      launch ??= planLaunch(start);
      return launch;
    },
    fail: (error) => void failures.push(error),
    giveUp: () => {
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function planLaunch({ dir, cluster, durable, port, heapMb, log }: ClusterStart): Promise<BrokerLaunch> {
  const places = await choosePlaces(dir, cluster, port);
  const program = await findKafkaProgram({ user: dir.user, log });
  const file = await classArchive(program, dir.user, log);
  const archive = file === undefined ? undefined : { file, isWritten: false };
  return { dir, program, plan: { cluster, places, durable }, java: { heapMb, archive } };
}

async function startBroker({ dir, cluster, log }: ClusterStart, id: number, attempt: Attempt): Promise<LiveBroker> {
  try {
    const found = await adoptOrLaunch({
      inspect: () => inspectBroker(dir, cluster.id, id),
      launch: async () => {
        const launch = await attempt.launch();
        return launchBroker(launch, launch.plan.places[id - 1]!, attempt.giveUp);
      },
      waiting: (pid) => log?.(`Kafka runs as process ${pid} but does not answer yet; waiting for it`),
    });
    if (!found) throw new KafkaStartError(`The data folder ${dir.root} is held by a Kafka that does not answer`);
    const [server, adopted] = found;
    return { ...server, id, adopted };
  } catch (error) {
    attempt.fail(error);
    throw error;
  }
}

/** Until then a new topic could not be given to all of them. */
async function untilAllKnowAll({ dir, cluster }: ClusterStart, live: readonly LiveBroker[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const views = await Promise.all(live.map(({ port }) => viewFrom(port)));
    if (views.every((view) => view?.clusterId === cluster.id && view.brokers.length === cluster.size)) return;
    await sleep(20);
  }
  throw new KafkaStartError(`The brokers of ${dir.root} did not find each other within ${PATIENCE_MS / 1000} seconds`);
}
