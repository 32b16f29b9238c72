import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './infra/dist/index.js';

/** One PostgreSQL for the whole run, on a free port, in a folder of its own; TEST_POSTGRES_URL names another server instead. */
export default async function setup() {
  if (process.env.TEST_POSTGRES_URL) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'innoerp-test-pg-'));
  const postgres = await startPostgres({ dataDir, durable: false, maxConnections: 300 });
  process.env.TEST_POSTGRES_URL = postgres.url;
  globalThis.__stopTestPostgres = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
