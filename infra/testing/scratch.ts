import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type PostgresOptions, type RunningPostgres, startPostgres } from '../src/index.js';

/** A test file's folders and servers: all are gone when its tests are over. */
export interface Scratch {
  folder(mode?: number): Promise<string>;
  start(dataDir: string, options?: Partial<PostgresOptions>): Promise<RunningPostgres>;
  /** Undone after the tests, the last first. */
  later(undo: () => unknown): void;
}

export function scratch(): Scratch {
  const undos: (() => unknown)[] = [];
  afterAll(async () => {
    for (const undo of undos.reverse()) await undo();
  });
  const later = (undo: () => unknown) => void undos.push(undo);
  return {
    later,
    folder: async (mode = 0o755) => {
      const folder = await mkdtemp(join(tmpdir(), 'infra-test-'));
      await chmod(folder, mode);
      later(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    start: async (dataDir, options) => {
      const server = await startPostgres({ dataDir, durable: false, ...options });
      later(() => server.stop());
      return server;
    },
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
