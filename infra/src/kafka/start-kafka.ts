import { join } from 'node:path';
import { PortTakenError } from '../infra.errors.js';
import { waitForLock } from '../process-lock.js';
import { type DataDir, ensureData, findDataDir, makeDataDir, openDataDir } from '../server/data-dir.js';
import { KAFKA } from '../server/product.js';
import { type FoundServer, foundServer, type RunningServer, runningServer, type ServerState } from '../server/running-server.js';
import { inspectBroker } from './broker-process.js';
import { brokerIds, type Cluster, ensureCluster, findCluster, forgetPlaces } from './cluster.js';
import { type LiveBroker, startBrokers } from './start-brokers.js';
import { type BrokerProcess, stopBrokers } from './stop-brokers.js';

const PATIENCE_MS = 15 * 60_000;

export interface KafkaOptions {
  /** A folder of its own; it is made when it is missing. */
  dataDir: string;
  /** For the first broker; further ones take the next ports. 0 or absent: those of last time, at first any free ones. */
  port?: number;
  /** One, or three of which one may fail. Absent: as the data folder was made, at first one. */
  brokers?: 1 | 3;
  /** False forces nothing to the disk and keeps messages for an hour: for tests. True loses at most a second when the machine crashes. */
  durable?: boolean;
  /** The most memory that each broker may use for objects; it takes what it needs, and Java about 100 MB more. Absent: 512. */
  heapMb?: number;
  log?: (line: string) => void;
}

/** `url` names all brokers, as clients want them: `host:port,host:port`. `port` and `pid` are the first one's. */
export interface RunningKafka extends RunningServer {
  brokers: string[];
  pids: number[];
}

/** `pid` is the first one's that runs. It answers only when all of its brokers do. */
export interface FoundKafka extends FoundServer {
  pids: number[];
}

/**
 * Gives a running Kafka on the data folder: the one that runs there, or else a new one; of three brokers those that do not run
 * are started. It outlives this process unless `stop` is called. Any number of processes may ask at once; one starts it and
 * the others adopt it. It asks for no password, and listens on the loopback interface only.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { dataDir, brokers: size, durable = true, log, ...wishes } = options;
  const root = await makeDataDir(dataDir);
  // Whoever else starts this server now is soon done, a download included.
  const lock = await waitForLock(join(root, 'start.lock'), PATIENCE_MS);
  try {
    const dir = await openDataDir(root, KAFKA, log ?? (() => undefined));
    await ensureData(dir);
    const isNew = !(await findCluster(dir));
    const cluster = await ensureCluster(dir, size);
    const start = () => startBrokers({ dir, cluster, durable, log, ...wishes });
    const live = await start().catch(async (error: unknown) => {
      if (!isNew || wishes.port || !(error instanceof PortTakenError)) throw error;
      // Somebody took a port between our choice and Kafka's start; nobody knows it yet, so that another one is as good.
      await forgetPlaces(dir, cluster);
      return start();
    });
    return running(dir, cluster, live, log);
  } finally {
    lock.release();
  }
}

/** The Kafka that runs on the data folder now, if there is one; nothing is changed. */
export async function findKafka(dataDir: string): Promise<FoundKafka | undefined> {
  const dir = await findDataDir(dataDir, KAFKA);
  const cluster = dir && (await findCluster(dir));
  if (!cluster) return undefined;
  const states = await Promise.all(brokerIds(cluster).map((id) => inspectBroker(dir, cluster.id, id)));
  const processes = brokerIds(cluster).flatMap((id) => processOf(id, states[id - 1]!));
  const ports = states.map((state) => (state.is === 'answering' ? state.server.port : 0));
  const found = foundServer(together(states), manners(dir, cluster, processes, ports));
  return found && { ...found, pids: processes.map(({ process }) => process.pid) };
}

function running(dir: DataDir, cluster: Cluster, live: LiveBroker[], log?: (line: string) => void): RunningKafka {
  const ports = live.map(({ port }) => port);
  const pids = live.map(({ process }) => process.pid);
  const adopted = live.every((broker) => broker.adopted);
  const server = runningServer(live[0]!, adopted, manners(dir, cluster, live, ports));
  const [plural, processes] = [live.length > 1 ? 'es' : '', pids.join(', ')];
  log?.(`Kafka ${adopted ? 'already runs' : 'runs'} on ${server.url} as process${plural} ${processes}, data in ${dir.home}`);
  return { ...server, brokers: ports.map(address), pids };
}

/** The state of the whole: of one that answers only when all do. */
function together(states: readonly ServerState[]): ServerState {
  if (states.every(({ is }) => is === 'answering')) return states[0]!;
  const process = states.flatMap((state) => processOf(0, state))[0]?.process;
  return process ? { is: 'busy', process, isProven: true } : { is: 'down' };
}

function processOf(id: number, state: ServerState): BrokerProcess[] {
  if (state.is === 'down') return [];
  return [{ id, process: state.is === 'answering' ? state.server.process : state.process }];
}

function manners(dir: DataDir, { size }: Cluster, brokers: readonly BrokerProcess[], ports: readonly number[]) {
  return { url: () => ports.map(address).join(','), stop: () => stopBrokers(dir, size, brokers) };
}

const address = (port: number): string => `127.0.0.1:${port}`;
