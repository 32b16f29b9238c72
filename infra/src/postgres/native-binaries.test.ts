import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { scratch } from '../../testing/scratch.js';
import { ownFolder } from '../server/own-folder.js';
import { POSTGRES } from '../server/product.js';
import { findServiceUser, isRoot } from '../server/system-user.js';
import { findNativePackage, type NativePackage, prepareBinaries } from './native-binaries.js';

const itAsRoot = isRoot() ? it : it.skip;
const VERSION = 'under-test';

describe('prepareBinaries', () => {
  const { folder, later } = scratch();
  let parent: string;
  let bare: NativePackage;

  beforeAll(async () => {
    parent = await folder();
    bare = { folder: join(parent, 'package'), version: VERSION };
    const { folder: installed } = await findNativePackage();
    await cp(installed, bare.folder, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
    later(async () =>
      rm(join(await ownFolder(POSTGRES), `${process.platform}-${process.arch}-${VERSION}`), { recursive: true, force: true }),
    );
  });

  it('completes what "npm ci --ignore-scripts" leaves', async () => {
    const broken = join(bare.folder, 'native', 'bin', 'postgres');
    expect(() => execFileSync(broken, ['--version'], { stdio: 'ignore' })).toThrow();

    const binaries = await prepareBinaries(bare, isRoot() ? await findServiceUser(POSTGRES) : undefined);

    expect(binaries).toMatchObject({ major: '17', postgres: broken });
    expect(execFileSync(binaries.initdb, ['--version'], { encoding: 'utf8' })).toContain('17.');
  });

  itAsRoot('uses a copy, made once, when the package lies in a folder closed to the user', async () => {
    chmodSync(parent, 0o700);
    const user = await findServiceUser(POSTGRES);

    const all = await Promise.all([1, 2, 3].map(() => prepareBinaries(bare, user)));

    expect(new Set(all.map(({ postgres }) => postgres)).size).toBe(1);
    expect(all[0]?.postgres.startsWith(await ownFolder(POSTGRES))).toBe(true);
    expect(readdirSync(await ownFolder(POSTGRES)).filter((name) => name.includes(VERSION))).toHaveLength(1);
    expect(execFileSync(all[0]!.postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })).toContain('17.');
  });
});

describe('findNativePackage', () => {
  it('asks for DATABASE_URL on a platform without binaries', async () => {
    await expect(findNativePackage('plan9-mips')).rejects.toMatchObject({
      code: 'UNSUPPORTED_PLATFORM',
      message: expect.stringMatching(/plan9-mips.*DATABASE_URL/),
    });
  });
});
