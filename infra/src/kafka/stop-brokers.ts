import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaStopError } from '../infra.errors.js';
import { isAlive, type ProcessIdentity } from '../process-identity.js';
import type { DataDir } from '../server/data-dir.js';
import { stopProcess } from '../server/stop-process.js';
import { logFolder } from './server-properties.js';

const KILL = { signal: 'SIGKILL', patienceMs: 10_000 } as const;
/** Asked to end, a broker writes what it has not written yet. One that is killed recovers its log at its next start. */
const STEPS = [{ signal: 'SIGTERM', patienceMs: 30_000 }, KILL] as const;
const PATIENCE_WITHOUT_MAJORITY_MS = 3000;
/** Kafka writes it last of all into its folder, and removes it when it starts. */
const CLEAN = '.kafka_cleanshutdown';

export interface BrokerProcess {
  id: number;
  process: ProcessIdentity;
}

/** Shuts the brokers down and waits until they are gone. Harmless for those that are gone already, or whose pid is another's by now. */
export async function stopBrokers(dir: Pick<DataDir, 'data'>, size: number, brokers: readonly BrokerProcess[]): Promise<void> {
  const over = new AbortController();
  const stops = Promise.all(brokers.map(({ process }) => stopProcess(process, STEPS))).finally(() => over.abort());
  const [areGone] = await Promise.all([stops, cutShort(dir, size, brokers, over.signal)]);
  const left = brokers.filter((_, i) => !areGone[i]).map(({ process }) => process.pid);
  if (left.length > 0) throw new KafkaStopError(`Kafka (process ${left.join(', ')}) does not stop`);
}

/** The last brokers would wait long for a majority of controllers that is gone, with all of their data written or not. */
async function cutShort(dir: Pick<DataDir, 'data'>, size: number, brokers: readonly BrokerProcess[], over: AbortSignal): Promise<void> {
  let minoritySince: number | undefined;
  for (; !over.aborted; await sleep(20)) {
    const alive = brokers.filter(({ process }) => isAlive(process));
    if (alive.length > size / 2) continue;
    minoritySince ??= Date.now();
    const isLate = Date.now() - minoritySince > PATIENCE_WITHOUT_MAJORITY_MS;
    const written = await Promise.all(alive.map(({ id }) => exists(join(logFolder(dir, id), CLEAN))));
    const hopeless = alive.filter((_, i) => isLate || written[i]);
    await Promise.all(hopeless.map(({ process }) => stopProcess(process, [KILL])));
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
