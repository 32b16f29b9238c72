import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scratch } from '../../testing/scratch.js';
import { findRedisBinary } from './find-redis.js';

describe('findRedisBinary', () => {
  const { folder } = scratch();
  const aProgram = (file: string, text: string) => {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const aServer = (file: string, version: string, name = 'Redis') =>
    aProgram(file, `echo "${name} server v=${version} sha=00000000:0 malloc=libc bits=64 build=0"`);
  const places = async () => {
    const root = await folder();
    return { path: join(root, 'bin'), cache: join(root, 'cache'), elsewhere: join(root, 'elsewhere') };
  };

  it('takes the program that is named, by its path or its name, and no other', async () => {
    const { path, cache, elsewhere } = await places();
    aServer(join(path, 'redis-server'), '7.0.1');
    const program = aServer(join(elsewhere, 'my-redis'), '6.2.1');

    expect(await findRedisBinary({ server: program, path, cache })).toEqual({ program, version: '6.2.1' });
    expect(await findRedisBinary({ server: 'my-redis', path: elsewhere, cache })).toEqual({ program, version: '6.2.1' });
  });

  it.each([
    ['/bin/true', '/bin/true is no Redis server'],
    ['/does/not/exist', '/does/not/exist does not run: spawn /does/not/exist ENOENT'],
    ['my-redis', 'my-redis is not on PATH'],
  ])('refuses %s when it is named, although there is a Redis', async (server, reason) => {
    const { path, cache } = await places();
    aServer(join(path, 'redis-server'), '7.0.1');

    await expect(findRedisBinary({ server, path, cache })).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      reason: `REDIS_SERVER cannot be used: ${reason}`,
      remedy: 'unset REDIS_SERVER',
    });
  });

  it("prefers the machine's own to an unpacked one, and Redis to Valkey", async () => {
    const { path, cache } = await places();
    aServer(join(cache, 'redis-8.0.0', 'usr', 'bin', 'redis-server'), '8.0.0');
    const valkey = aServer(join(path, 'valkey-server'), '8.1.0', 'Valkey');
    expect(await findRedisBinary({ path, cache })).toEqual({ program: valkey, version: '8.1.0' });

    const program = aServer(join(path, 'redis-server'), '7.0.1');

    expect(await findRedisBinary({ path, cache })).toEqual({ program, version: '7.0.1' });
  });

  it('takes the newest unpacked one that runs, with its own libraries', async () => {
    const { path, cache } = await places();
    const needsLibraries = 'test "$LD_LIBRARY_PATH" || exit 1; echo "Redis server v=7.0.10 sha=0"';
    const program = aProgram(join(cache, 'redis-7.0.10', 'usr', 'bin', 'redis-server'), needsLibraries);
    const libraries = [join(cache, 'redis-7.0.10', 'usr', 'lib', 'x86_64-linux-gnu')];
    mkdirSync(libraries[0]!, { recursive: true });
    aServer(join(cache, 'redis-7.0.9', 'usr', 'bin', 'redis-server'), '7.0.9');
    aProgram(join(cache, 'redis-9.0.0', 'usr', 'bin', 'redis-server'), 'exit 1');
    aServer(join(cache, 'draft-redis', 'usr', 'bin', 'redis-server'), '99.0.0');

    expect(await findRedisBinary({ path, cache })).toEqual({ program, version: '7.0.10', libraries });
  });

  it('says what is missing and the one command that helps', async () => {
    const { path, cache } = await places();
    await expect(findRedisBinary({ path, cache })).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      reason: 'neither redis-server nor valkey-server is on PATH; only with apt-get and dpkg-deb, which are not here, could it be fetched',
      remedy: 'export REDIS_SERVER=/path/to/redis-server',
    });

    aProgram(join(path, 'redis-server'), 'echo "libgone.so: not found" >&2; exit 127');
    mkdirSync(path, { recursive: true });
    symlinkSync('/bin/true', join(path, 'dnf'));

    await expect(findRedisBinary({ path, cache })).rejects.toMatchObject({
      reason: expect.stringContaining(`${path}/redis-server does not run: libgone.so: not found`),
      remedy: expect.stringMatching(/^(sudo sh -c ')?dnf install -y redis'?$/),
    });
  });
});
