import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepSecrets } from './keep-secrets.js';

describe('keepSecrets', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('makes them once, in a file that only its owner may read, and adds what is asked for later', async () => {
    const file = join(folder, 'deep', 'secrets.json');

    const first = await keepSecrets(file, { one: 32 });
    const second = await keepSecrets(file, { one: 32, two: 24 });

    expect([first.isFirstStart, second.isFirstStart]).toEqual([true, false]);
    expect(first.secrets.one).toHaveLength(43);
    expect(second.secrets).toEqual({ one: first.secrets.one, two: expect.stringMatching(/^.{32}$/) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(second.secrets);
  });
});
