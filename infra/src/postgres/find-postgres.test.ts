import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { query } from '../../testing/query.js';
import { runs, scratch } from '../../testing/scratch.js';
import { findPostgres } from '../index.js';

describe('findPostgres', () => {
  const { folder, start } = scratch();
  const pidFileOf = (dataDir: string) => join(dataDir, 'cluster', 'postmaster.pid');

  it('finds nothing where nothing is, and makes no folder', async () => {
    const dataDir = join(await folder(), 'pg');

    expect(await findPostgres(dataDir)).toBeUndefined();
    expect(existsSync(dataDir)).toBe(false);
  });

  it('finds what runs, with its version, and stops it', async () => {
    const dataDir = join(await folder(), 'pg');
    const { pid, port, url } = await start(dataDir);

    const found = await findPostgres(dataDir);

    expect(found).toMatchObject({ pid, answers: { port, url, version: expect.stringMatching(/^17\.\d+$/) } });
    expect(await query(found!.answers!.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await found?.stop();
    expect(runs(pid)).toBe(false);
    expect(await findPostgres(dataDir)).toBeUndefined();
  });

  it('finds one that does not answer, too', async () => {
    const dataDir = join(await folder(), 'pg');
    const { pid } = await start(dataDir);
    process.kill(pid, 'SIGSTOP');

    const silent = await findPostgres(dataDir);
    process.kill(pid, 'SIGCONT');

    expect(silent).toMatchObject({ pid });
    expect(silent).not.toHaveProperty('answers');
  });

  it('takes no other program for it, and changes nothing', async () => {
    const dataDir = join(await folder(), 'pg');
    await (await start(dataDir)).stop();
    const stale = `${process.pid}\n${dataDir}/cluster\n1700000000\n1\n\n127.0.0.1\n\nready\n`;
    writeFileSync(pidFileOf(dataDir), stale);

    expect(await findPostgres(dataDir)).toBeUndefined();
    expect(readFileSync(pidFileOf(dataDir), 'utf8')).toBe(stale);
  });
});
