import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '../process-identity.js';
import type { DataDir } from '../server/data-dir.js';
import { readNote, writeNote } from '../server/notes.js';
import type { ServerState } from '../server/running-server.js';
import { askKafka, type ClusterView } from './ask-kafka.js';

/** Where one broker of the cluster listens: for clients, and for the other brokers' controllers. */
export interface BrokerPlace {
  /** From 1. */
  id: number;
  port: number;
  controllerPort: number;
}

/** The process that we started last as this broker; written before Kafka itself runs. */
export interface BrokerNote extends BrokerPlace {
  process: ProcessIdentity;
  version: string;
}

export const noteFile = (dir: Pick<DataDir, 'root'>, id: number): string => join(dir.root, noteName(id));

export async function writeBrokerNote({ root }: DataDir, note: BrokerNote): Promise<void> {
  await writeNote(root, noteName(note.id), JSON.stringify(note));
}

/** Undefined when there is none, or a broken one. */
export async function readBrokerNote({ root }: DataDir, id: number): Promise<BrokerNote | undefined> {
  const text = await readNote(root, noteName(id));
  if (text === undefined) return undefined;
  try {
    const note = JSON.parse(text) as BrokerNote | null;
    return note?.port && note.controllerPort && note.process?.pid > 0 ? { ...note, id } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Looks at what runs as this broker now, and changes nothing. */
export async function inspectBroker(dir: DataDir, clusterId: string, id: number): Promise<ServerState> {
  const note = await readBrokerNote(dir, id);
  if (!note || !isAlive(note.process)) return { is: 'down' };
  const { process, port, version } = note;
  if (isMemberOf(await viewFrom(port), clusterId, note)) return { is: 'answering', server: { process, port, version } };
  // Where the system cannot tell one process of a pid from the next, only an answer proves that it is ours.
  return process.startedAt === undefined ? { is: 'down' } : { is: 'busy', process, isProven: true };
}

/** What the broker on that port sees; undefined when none answers. */
export async function viewFrom(port: number): Promise<ClusterView | undefined> {
  return askKafka(port).catch(() => undefined);
}

/** Whether what answered is a broker of that very cluster, which was given its id at random, and serves clients at that place. */
export function isMemberOf(view: ClusterView | undefined, clusterId: string, { id, port }: Omit<BrokerPlace, 'controllerPort'>): boolean {
  return view?.clusterId === clusterId && view.brokers.some((broker) => broker.id === id && broker.port === port);
}

const noteName = (id: number): string => `broker-${id}.json`;
