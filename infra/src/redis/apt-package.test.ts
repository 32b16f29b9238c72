import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { chown, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AptRepository, aptRepository, type DebPackage } from '../../testing/apt-repository.js';
import { inChild } from '../../testing/in-child.js';
import { scratch } from '../../testing/scratch.js';
import { ownFolder } from '../server/own-folder.js';
import { REDIS } from '../server/product.js';
import { findServiceUser, isRoot } from '../server/system-user.js';
import { findRedisBinary } from './find-redis.js';

const TOOLS = ['apt-get', 'dpkg-deb'];
const describeWithApt = TOOLS.every((tool) => existsSync(`/usr/bin/${tool}`)) ? describe : describe.skip;
const itAsRoot = isRoot() ? it : it.skip;
const MODULE = new URL('./find-redis.ts', import.meta.url).href;
const FIND = `process.env.APT_CONFIG = input.config;
  const { findRedisBinary } = await import(${JSON.stringify(MODULE)});
  const lines = [];
  const found = await findRedisBinary({ path: input.path, cache: input.cache, log: (line) => lines.push(line) });
  say({ ...found, fetched: lines.length });`;

/** A machine's Redis as Debian packs it: the program and what it links to in two packages, a library in a third. */
const debian = (version: string): DebPackage[] => [
  { name: 'redis-server', version, depends: 'redis-tools' },
  {
    name: 'redis-tools',
    version,
    depends: 'liblzf1, libc6',
    files: {
      'usr/bin/redis-server': `#!/bin/sh\ncase $LD_LIBRARY_PATH in *test-linux-gnu) echo "Redis server v=${version} sha=0";; *) exit 1; esac\n`,
    },
  },
  { name: 'liblzf1', version, files: { 'usr/lib/test-linux-gnu/liblzf.so.1': 'a library' } },
  { name: 'libc6', version, files: { 'usr/lib/test-linux-gnu/libc.so.6': 'another C library' } },
];

describeWithApt("findRedisBinary, from the distribution's package", () => {
  const { folder, later } = scratch();
  afterEach(() => void delete process.env.APT_CONFIG);

  /** A machine with apt, its own repository and no Redis. */
  const aMachine = async (...packages: DebPackage[]): Promise<AptRepository & { path: string; cache: string }> => {
    const root = await folder();
    const repository = aptRepository(root);
    repository.publish(...packages);
    const path = join(root, 'bin');
    mkdirSync(path);
    for (const tool of TOOLS) symlinkSync(`/usr/bin/${tool}`, join(path, tool));
    process.env.APT_CONFIG = repository.config;
    return { ...repository, path, cache: join(root, 'cache-of-ours') };
  };

  it('unpacks it with all that it needs but the C library, although the machine has no lists; and only once', async () => {
    const { path, cache, publish } = await aMachine(...debian('9.9.9'));
    const lines: string[] = [];

    const found = await findRedisBinary({ path, cache, log: (line) => lines.push(line) });

    const unpacked = join(cache, 'redis-9.9.9');
    expect(found).toEqual({
      program: join(unpacked, 'usr/bin/redis-server'),
      version: '9.9.9',
      libraries: [join(unpacked, 'usr/lib/test-linux-gnu')],
    });
    expect(readdirSync(join(unpacked, 'usr/lib/test-linux-gnu'))).toEqual(['liblzf.so.1']);
    expect(readdirSync(cache)).toEqual(['redis-9.9.9']);
    publish();
    expect(await findRedisBinary({ path, cache, log: (line) => lines.push(line) })).toEqual(found);
    expect(lines).toEqual([expect.stringContaining(cache)]);
  });

  it("changes nothing of the machine's, and needs no new lists when those that it has will do", async () => {
    const { path, cache, config, update } = await aMachine(...debian('9.9.9'));
    update();
    const lists = () => execFileSync('ls', ['-lR', '--time-style=full-iso', join(config, '..', 'lists')], { encoding: 'utf8' });
    const before = lists();

    expect(await findRedisBinary({ path, cache })).toMatchObject({ version: '9.9.9' });

    expect(lists()).toBe(before);
  });

  it('asks for new lists when those of the machine name packages that are gone', async () => {
    const { path, cache, publish, update } = await aMachine(...debian('9.9.9'));
    update();
    publish(...debian('9.9.10'));

    expect(await findRedisBinary({ path, cache })).toMatchObject({ version: '9.9.10' });
  });

  it('takes Valkey where the distribution has no Redis', async () => {
    const files = { 'usr/bin/valkey-server': '#!/bin/sh\necho "Valkey server v=8.0.2 sha=0"\n' };
    const { path, cache } = await aMachine(
      { name: 'valkey-server', version: '8.0.2', depends: 'valkey-tools' },
      { name: 'valkey-tools', version: '8.0.2', files },
    );

    expect(await findRedisBinary({ path, cache })).toMatchObject({ program: join(cache, 'valkey-8.0.2/usr/bin/valkey-server') });
  });

  it('fetches once for four processes that ask at the same moment', async () => {
    const { path, cache, config } = await aMachine(...debian('9.9.9'));
    const programs = [1, 2, 3, 4].map(() => inChild(FIND, { path, cache, config }));

    const found = (await Promise.all(programs.map(({ said }) => said))) as { program: string; fetched: number }[];

    expect(new Set(found.map(({ program }) => program))).toEqual(new Set([join(cache, 'redis-9.9.9/usr/bin/redis-server')]));
    expect(found.map(({ fetched }) => fetched).sort()).toEqual([0, 0, 0, 1]);
    await Promise.all(programs.map(({ ended }) => ended));
  });

  it('throws away what a killed process had half unpacked, and what no longer runs', async () => {
    const { path, cache } = await aMachine(...debian('9.9.9'));
    for (const rest of ['draft-0badcafe/usr/bin', 'redis-9.9.9/usr/bin']) mkdirSync(join(cache, rest), { recursive: true });

    expect(await findRedisBinary({ path, cache })).toMatchObject({ version: '9.9.9' });

    expect(readdirSync(cache)).toEqual(['redis-9.9.9']);
  });

  it('says what apt said when it cannot be had, and what was unpacked when that does not run', async () => {
    const without = await aMachine({ name: 'other', version: '1' });
    await expect(findRedisBinary(without)).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      reason: expect.stringContaining('E: Unable to locate package redis-server'),
      remedy: expect.stringMatching(/^(sudo sh -c ')?apt-get update && apt-get install -y redis-server'?$/),
    });
    const unreachable = await aMachine();
    await rm(join(unreachable.config, '..', 'pool'), { recursive: true });
    await expect(findRedisBinary(unreachable)).rejects.toThrow(/with fresh lists: E: .*pool/);
    const files = { 'usr/bin/redis-server': '#!/bin/sh\necho "needs another machine" >&2; exit 1\n' };
    const broken = await aMachine({ name: 'redis-server', version: '1', files }, { name: 'redis-tools', version: '1' });

    await expect(findRedisBinary(broken)).rejects.toThrow('needs another machine');

    expect([without, unreachable, broken].flatMap(({ cache }) => readdirSync(cache))).toEqual([]);
  });

  itAsRoot('works for an ordinary user', async () => {
    const { path, cache, config } = await aMachine(...debian('9.9.9'));
    mkdirSync(cache);
    await chown(cache, 65534, 65534);

    const node = inChild(FIND, { path, cache, config }, { uid: 65534, gid: 65534 });

    expect(await node.said).toMatchObject({ program: join(cache, 'redis-9.9.9/usr/bin/redis-server') });
    await node.ended;
  });

  itAsRoot('keeps it where the user that runs Redis can reach it', async () => {
    const { path, cache } = await aMachine(...debian('9.9.9'));
    mkdirSync(cache);
    chmodSync(cache, 0o700);
    later(async () => rm(join(await ownFolder(REDIS), 'redis-9.9.9'), { recursive: true, force: true }));

    const found = await findRedisBinary({ path, cache, user: await findServiceUser(REDIS) });

    expect(found.program.startsWith(await ownFolder(REDIS))).toBe(true);
    expect(readdirSync(cache)).toEqual([]);
  });
});
