import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDataFolder, launch } from '../testkit/product.js';
import { until } from '../testkit/until.js';

/** Processes that work in a folder, or were told of it. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [command] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

describe('six processes and their servers', () => {
  let folder: Awaited<ReturnType<typeof aDataFolder>>;
  beforeAll(async () => {
    folder = await aDataFolder();
  });
  afterAll(() => folder.remove(), 60_000);

  it('leave nothing behind where they are stopped while they are being started', async () => {
    const distributed = launch('scripts/start-distributed.mjs', { DATA_DIR: folder.path, PORT: '0', LOG_LEVEL: 'error' });
    const database = join(folder.path, 'postgres', 'cluster', 'postmaster.pid');
    await until(
      async () => existsSync(database),
      (isThere) => isThere,
    );
    const before = processesOf(folder.path).length;

    expect(await distributed.end('SIGTERM')).toBe(0);

    expect(before).toBeGreaterThan(0);
    expect(processesOf(folder.path)).toEqual([]);
  }, 120_000);
});
