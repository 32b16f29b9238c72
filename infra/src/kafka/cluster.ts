import { randomBytes } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IncompatibleDataDirError, PortTakenError } from '../infra.errors.js';
import { isAlive } from '../process-identity.js';
import type { DataDir } from '../server/data-dir.js';
import { freePort, isFree } from '../server/free-port.js';
import { readNote, writeNote } from '../server/notes.js';
import { KAFKA } from '../server/product.js';
import { type BrokerNote, type BrokerPlace, noteFile, readBrokerNote } from './broker-process.js';

const NOTE = 'cluster.json';

/** What a data folder holds, for good. */
export interface Cluster {
  id: string;
  size: number;
}

/** Where a broker keeps its files; it belongs to the user that runs it. */
export const brokerFolder = ({ data }: Pick<DataDir, 'data'>, id: number): string => join(data, String(id));

export const brokerIds = ({ size }: Cluster): number[] => Array.from({ length: size }, (_, i) => i + 1);

/** As Kafka makes them: one that began with a dash would be taken for an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/** The cluster of the data folder; at first one of the size that is wished for. */
export async function ensureCluster(dir: DataDir, wished?: number): Promise<Cluster> {
  const found = await findCluster(dir);
  if (found && wished !== undefined && wished !== found.size) {
    throw new IncompatibleDataDirError(
      dir.root,
      `it was made for ${found.size} broker(s), not for ${wished}. Choose another folder (--data-dir)`,
    );
  }
  if (found) return found;
  await access(brokerFolder(dir, 1)).then(
    () => Promise.reject(new IncompatibleDataDirError(dir.root, `it holds data, but its file ${NOTE} is gone or broken`)),
    () => undefined,
  );
  const cluster = { id: newClusterId(), size: wished ?? 1 };
  await writeNote(dir.root, NOTE, JSON.stringify(cluster));
  return cluster;
}

export async function findCluster({ root }: DataDir): Promise<Cluster | undefined> {
  const text = await readNote(root, NOTE);
  if (text === undefined) return undefined;
  try {
    const cluster = JSON.parse(text) as Cluster | null;
    return cluster?.id && cluster.size > 0 ? cluster : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Where the brokers are to listen: where they did last time, unless another port is wished for the first and the next ones for
 * the others. While one of them runs, nothing is changed: each knows the others' places. Throws PortTakenError.
 */
export async function choosePlaces(dir: DataDir, cluster: Cluster, wished?: number): Promise<BrokerPlace[]> {
  const notes = await Promise.all(brokerIds(cluster).map((id) => readBrokerNote(dir, id)));
  const hasRunning = notes.some((note) => note && isAlive(note.process));
  const places: BrokerPlace[] = [];
  for (const id of brokerIds(cluster)) {
    const note = notes[id - 1];
    const place = hasRunning && note ? note : await choosePlace(places, { id, note, wished: wished && wished + id - 1 });
    if (!note || !isAlive(note.process)) await demandFree(dir, place, wished);
    places.push({ id, port: place.port, controllerPort: place.controllerPort });
  }
  return places;
}

/** So that new ones are chosen. Call it while no broker runs. */
export async function forgetPlaces(dir: DataDir, cluster: Cluster): Promise<void> {
  await Promise.all(brokerIds(cluster).map((id) => rm(noteFile(dir, id), { force: true })));
}

interface PlaceChoice {
  id: number;
  note?: BrokerNote;
  wished?: number;
}

async function choosePlace(others: BrokerPlace[], { id, note, wished }: PlaceChoice): Promise<BrokerPlace> {
  const taken = others.flatMap(({ port, controllerPort }) => [port, controllerPort]);
  const port = wished || note?.port || (await portBut(taken));
  // Nobody but the brokers knows it, so that a new one is as good.
  const kept = note && (await isFree(note.controllerPort)) ? note.controllerPort : undefined;
  return { id, port, controllerPort: kept ?? (await portBut([...taken, port])) };
}

async function portBut(taken: number[]): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!taken.includes(port)) return port;
  }
}

/** Sooner than Kafka itself would say it. */
async function demandFree(dir: DataDir, { id, port }: BrokerPlace, wished?: number): Promise<void> {
  if (await isFree(port)) return;
  throw new PortTakenError(KAFKA.name, port, wished ? '' : `. Remove ${noteFile(dir, id)} to be given another one`);
}
