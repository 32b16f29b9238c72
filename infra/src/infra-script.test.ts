import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { command } from '../testing/command.js';
import { kafkaClient } from '../testing/messages.js';
import { query } from '../testing/query.js';
import { runs, scratch } from '../testing/scratch.js';

// A Java takes its time to start on a machine that does much else.
jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Where no Redis or no Kafka can be had the run says so at its end.
const itWithAll = process.env.TEST_REDIS_URL && process.env.TEST_KAFKA_BROKERS ? it : it.skip;

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
  const pidsIn = (text: string) => [...text.matchAll(/process(?:es)? ([\d, ]+)/g)].flatMap(([, pids]) => pids!.split(', ').map(Number));

  itWithAll('starts what does not run, says so, and stops it; the second time there is nothing to do', async () => {
    const dataDir = await aDataDir();
    const of = ['--data-dir', dataDir];
    expect(infra(['status', ...of])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/PostgreSQL does not run.*\nRedis does not run.*\nKafka does not run/),
    });
    expect(existsSync(dataDir)).toBe(false);

    const first = infra(['start', ...of]);
    const second = infra(['start'], { INFRA_DATA_DIR: dataDir });
    const status = infra(['status', ...of]);

    expect([first.status, second.status, status.status]).toEqual([0, 0, 0]);
    const pids = pidsIn(status.stdout);
    expect(pids).toHaveLength(3);
    expect(pids.map(runs)).toEqual([true, true, true]);
    expect(pidsIn(first.stdout).sort()).toEqual(pidsIn(second.stdout).sort());
    expect(status.stdout).toMatch(
      new RegExp(
        `PostgreSQL 17\\.\\d+ runs as process \\d+ on 127\\.0\\.0\\.1:\\d+; its data folder is ${dataDir}/postgres\n` +
          `Redis [\\d.]+ runs as process \\d+ on 127\\.0\\.0\\.1:\\d+; its data folder is ${dataDir}/redis\n` +
          `Kafka [\\d.]+ runs as process \\d+ on 127\\.0\\.0\\.1:\\d+; its data folder is ${dataDir}/kafka\n`,
      ),
    );
    expect(infra(['stop', ...of])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/PostgreSQL stopped.*\nRedis stopped.*\nKafka stopped/),
    });
    expect(pids.map(runs)).toEqual([false, false, false]);
    expect(infra(['stop', ...of])).toMatchObject({ status: 0, stdout: `Nothing runs on ${dataDir}\n` });
    expect(infra(['status', ...of]).status).toBe(1);
  });

  itWithAll('prints an environment that a shell can take over', async () => {
    const dataDir = await aDataDir();

    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', 'eval "$("$0" scripts/infra.mjs start --env)" && echo "$DATABASE_URL $REDIS_URL $KAFKA_BROKERS"', process.execPath],
      {
        cwd: ROOT,
        env: { PATH: process.env.PATH, INFRA_DATA_DIR: dataDir },
        encoding: 'utf8',
      },
    );

    const [databaseUrl, redisUrl, brokers] = stdout.trim().split(' ') as [string, string, string];
    expect(await query(databaseUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await command(redisUrl, 'PING')).toBe('PONG');
    const admin = kafkaClient([brokers]).admin();
    await admin.connect();
    await admin.disconnect();
    expect(infra(['start', '--env'], { INFRA_DATA_DIR: dataDir }).stdout).toBe(
      `export DATABASE_URL='${databaseUrl}'\nexport REDIS_URL='${redisUrl}'\nexport KAFKA_BROKERS='${brokers}'\n`,
    );
  });

  itWithAll('starts, tells of and stops a Kafka of three brokers, and refuses another number of them', async () => {
    const of = ['--data-dir', await aDataDir()];

    const { status, stdout } = infra(['start', '--brokers', '3', ...of]);

    expect(status).toBe(0);
    expect(stdout).toMatch(/KAFKA_BROKERS='(127\.0\.0\.1:\d+,){2}127\.0\.0\.1:\d+'/);
    const pids = pidsIn(infra(['status', ...of]).stdout);
    expect(pids.map(runs)).toEqual(Array(5).fill(true));
    expect(infra(['start', '--brokers', '1', ...of])).toMatchObject({ status: 1, stderr: expect.stringContaining('for 3 broker(s)') });
    expect(infra(['stop', ...of]).status).toBe(0);
    expect(pids.map(runs)).toEqual(Array(5).fill(false));
  });

  it('starts what can be had, says what is missing for the others, and fails', async () => {
    const dataDir = await aDataDir();
    const path = await folder();
    // All that the start of PostgreSQL asks the path for: no Java is there, and nothing to install one with.
    for (const name of ['id', 'chown']) symlinkSync(`/usr/bin/${name}`, join(path, name));
    const env = { INFRA_DATA_DIR: dataDir, REDIS_SERVER: '/bin/true', PATH: path };

    const { status, stdout, stderr } = infra(['start', '--env'], env);

    expect(status).toBe(1);
    expect(stdout).toMatch(/^export DATABASE_URL='[^']+'\n$/);
    expect(stderr).toContain('Redis: No Redis server can be had on this machine: REDIS_SERVER cannot be used');
    expect(stderr).toContain('[REDIS_UNAVAILABLE]');
    expect(stderr).toMatch(/Kafka: No Kafka can be had on this machine: there is no Java.*To change that: .*\[KAFKA_UNAVAILABLE\]/);
    const running = infra(['status', '--data-dir', dataDir]);
    expect(running).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/PostgreSQL 17.* runs.*\nRedis does not run.*\nKafka does not run/),
    });
  });

  it.each([[['begin']], [['start', 'redis']], [['start', '--fast']], [['start', '--brokers', '2']]])(
    'refuses %j with its usage',
    (args) => {
      expect(infra(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage: ') });
    },
  );
});
