import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { command } from '../testing/command.js';
import { query } from '../testing/query.js';
import { runs, scratch } from '../testing/scratch.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Where no Redis can be had the run says so at its end.
const itWithRedis = process.env.TEST_REDIS_URL ? it : it.skip;

/** The script of `npm run infra`, as it is built. */
describe('scripts/infra.mjs', () => {
  const { folder, later } = scratch();
  const infra = (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/infra.mjs', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const aDataDir = async () => {
    const dataDir = join(await folder(), 'infra');
    later(() => infra(['stop', '--data-dir', dataDir]));
    return dataDir;
  };
  const pidsIn = (text: string) => [...text.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));

  itWithRedis('starts what does not run, says so, and stops it; the second time there is nothing to do', async () => {
    const dataDir = await aDataDir();
    const of = ['--data-dir', dataDir];
    expect(infra(['status', ...of])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/PostgreSQL does not run.*\nRedis does not run/),
    });
    expect(existsSync(dataDir)).toBe(false);

    const first = infra(['start', ...of]);
    const second = infra(['start'], { INFRA_DATA_DIR: dataDir });
    const status = infra(['status', ...of]);

    expect([first.status, second.status, status.status]).toEqual([0, 0, 0]);
    const pids = pidsIn(status.stdout);
    expect(pids).toHaveLength(2);
    expect(pids.map(runs)).toEqual([true, true]);
    expect(pidsIn(first.stdout).sort()).toEqual(pidsIn(second.stdout).sort());
    expect(status.stdout).toMatch(
      new RegExp(
        `PostgreSQL 17\\.\\d+ runs as process \\d+ on 127\\.0\\.0\\.1:\\d+; its data folder is ${dataDir}/postgres\n` +
          `Redis [\\d.]+ runs as process \\d+ on 127\\.0\\.0\\.1:\\d+; its data folder is ${dataDir}/redis\n`,
      ),
    );
    expect(infra(['stop', ...of])).toMatchObject({ status: 0, stdout: expect.stringMatching(/PostgreSQL stopped.*\nRedis stopped/) });
    expect(pids.map(runs)).toEqual([false, false]);
    expect(infra(['stop', ...of])).toMatchObject({ status: 0, stdout: `Nothing runs on ${dataDir}\n` });
    expect(infra(['status', ...of]).status).toBe(1);
  });

  itWithRedis('prints an environment that a shell can take over', async () => {
    const dataDir = await aDataDir();

    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', 'eval "$("$0" scripts/infra.mjs start --env)" && echo "$DATABASE_URL $REDIS_URL"', process.execPath],
      {
        cwd: ROOT,
        env: { PATH: process.env.PATH, INFRA_DATA_DIR: dataDir },
        encoding: 'utf8',
      },
    );

    const [databaseUrl, redisUrl] = stdout.trim().split(' ') as [string, string];
    expect(await query(databaseUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await command(redisUrl, 'PING')).toBe('PONG');
    expect(infra(['start', '--env'], { INFRA_DATA_DIR: dataDir }).stdout).toBe(
      `export DATABASE_URL='${databaseUrl}'\nexport REDIS_URL='${redisUrl}'\n`,
    );
  });

  it('starts the one although the other cannot be had, and fails', async () => {
    const dataDir = await aDataDir();

    const { status, stdout, stderr } = infra(['start', '--env'], { INFRA_DATA_DIR: dataDir, REDIS_SERVER: '/bin/true' });

    expect(status).toBe(1);
    expect(stdout).toMatch(/^export DATABASE_URL='[^']+'\n$/);
    expect(stderr).toContain('Redis: No Redis server can be had on this machine: REDIS_SERVER cannot be used');
    expect(stderr).toContain('[REDIS_UNAVAILABLE]');
    const running = infra(['status', '--data-dir', dataDir]);
    expect(running).toMatchObject({ status: 1, stdout: expect.stringMatching(/PostgreSQL 17.* runs.*\nRedis does not run/) });
  });

  it.each([[['begin']], [['start', 'redis']], [['start', '--fast']]])('refuses %j with its usage', (args) => {
    expect(infra(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage: ') });
  });
});
