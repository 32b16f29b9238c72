import { rm } from 'node:fs/promises';
import { findDataDir } from '../server/data-dir.js';
import { KAFKA } from '../server/product.js';
import { findKafka } from './start-kafka.js';

/**
 * Stops the Kafka of the data folder and removes what it kept: topics, messages, offsets. The next start begins empty, with as
 * many brokers, at the same ports. Where there is no such folder, nothing is done. Do not call it while somebody starts it.
 */
export async function eraseKafka(dataDir: string): Promise<void> {
  await (await findKafka(dataDir))?.stop();
  const dir = await findDataDir(dataDir, KAFKA);
  if (dir) await rm(dir.data, { recursive: true, force: true });
}
