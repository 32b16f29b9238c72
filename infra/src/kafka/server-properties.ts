import { join } from 'node:path';
import type { DataDir } from '../server/data-dir.js';
import type { BrokerPlace } from './broker-process.js';
import { brokerFolder, type Cluster } from './cluster.js';

/** A cluster as it is to be run. */
export interface ClusterPlan {
  cluster: Cluster;
  places: readonly BrokerPlace[];
  durable: boolean;
}

export const logFolder = (dir: Pick<DataDir, 'data'>, id: number): string => join(brokerFolder(dir, id), 'log');

/** The text of Kafka's settings file for one broker. */
export function serverProperties(dir: Pick<DataDir, 'data'>, plan: ClusterPlan, place: BrokerPlace): string {
  const settings = {
    ...placing(dir, plan, place),
    ...clusterSettings(plan.cluster.size),
    ...SMALL,
    ...(plan.durable ? DURABLE : FOR_TESTS),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Every broker is a controller too, and all listen on the loopback interface only. */
function placing(dir: Pick<DataDir, 'data'>, { places }: ClusterPlan, { id, port, controllerPort }: BrokerPlace) {
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': places.map((place) => `${place.id}@127.0.0.1:${place.controllerPort}`).join(','),
    'log.dirs': logFolder(dir, id),
  };
}

/** One broker of three may be lost, and nothing that was acknowledged by all is lost with it. */
function clusterSettings(size: number) {
  const enough = size > 2 ? 2 : 1;
  const internal = ['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'];
  return {
    'default.replication.factor': size,
    'min.insync.replicas': enough,
    ...Object.fromEntries(internal.map((topic) => [`${topic}.replication.factor`, size])),
    // Of Kafka's 50 each, most of the first consumer's start would be spent on making them.
    ...Object.fromEntries(internal.map((topic) => [`${topic}.num.partitions`, size])),
    'transaction.state.log.min.isr': enough,
    'share.coordinator.state.topic.min.isr': enough,
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    // A killed broker is missed, and may come back, only after this time; Kafka's own is 9 seconds.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  };
}

/** Threads and buffers for one machine; the cleaner's buffer alone would fill half of the heap. */
const SMALL = {
  'num.network.threads': 2,
  'num.io.threads': 4,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  'log.index.size.max.bytes': 1024 * 1024,
};

/** At most a second is lost when the machine crashes. */
const DURABLE = { 'log.flush.interval.ms': 1000, 'log.flush.scheduler.interval.ms': 500 };

/** Nothing is forced to the disk, and little is kept. */
const FOR_TESTS = { 'log.retention.ms': 60 * 60_000, 'log.segment.bytes': 16 * 1024 * 1024 };
