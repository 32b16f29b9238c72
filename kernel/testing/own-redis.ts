import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@supergraph/infra';

export interface OwnRedis {
  url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Stops it in good order: what it holds is kept. */
  rest(): Promise<void>;
  /** Starts it again at the same place, with what it kept. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** A Redis of one test's own, which it may kill. */
export async function ownRedis(): Promise<OwnRedis> {
  const dataDir = await mkdtemp(join(tmpdir(), 'innoerp-own-redis-'));
  const server = process.env.REDIS_SERVER;
  const launch = () => startRedis({ dataDir, durable: true, ...(server ? { server } : {}) });
  let running = await launch();
  return {
    url: running.url,
    async kill() {
      process.kill(running.pid, 'SIGKILL');
    },
    rest: () => running.stop(),
    async start() {
      running = await launch();
    },
    async remove() {
      await running.stop().catch(() => {});
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
