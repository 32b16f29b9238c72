import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import {
  type KafkaOptions,
  type PostgresOptions,
  type RedisOptions,
  type RunningKafka,
  type RunningServer,
  startKafka,
  startPostgres,
  startRedis,
} from '../src/index.js';

/** A test file's folders and servers: all are gone when its tests are over. */
export interface Scratch {
  folder(mode?: number): Promise<string>;
  start(dataDir: string, options?: Partial<PostgresOptions>): Promise<RunningServer>;
  redis(dataDir: string, options?: Partial<RedisOptions>): Promise<RunningServer>;
  kafka(dataDir: string, options?: Partial<KafkaOptions>): Promise<RunningKafka>;
  /** Undone after the tests, the last first. */
  later(undo: () => unknown): void;
}

export function scratch(): Scratch {
  const undos: (() => unknown)[] = [];
  afterAll(async () => {
    for (const undo of undos.reverse()) await undo();
  });
  const later = (undo: () => unknown) => void undos.push(undo);
  const stoppedLater = async <Server extends RunningServer>(starting: Promise<Server>) => {
    const server = await starting;
    later(() => server.stop());
    return server;
  };
  return {
    later,
    folder: async (mode = 0o755) => {
      const folder = await mkdtemp(join(tmpdir(), 'infra-test-'));
      await chmod(folder, mode);
      later(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    start: (dataDir, options) => stoppedLater(startPostgres({ dataDir, durable: false, ...options })),
    redis: (dataDir, options) => stoppedLater(startRedis({ dataDir, durable: false, ...options })),
    kafka: (dataDir, options) => stoppedLater(startKafka({ dataDir, durable: false, ...options })),
  };
}

/** Whether a process runs that is not a zombie; asked in another way than the code under test does. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
