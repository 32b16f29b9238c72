import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { PasswordHasher } from './password-hash.js';

const COST = { memoryKib: 64, passes: 1 };
const PASSWORD = 'correct horse battery staple';
const [KEY, OTHER] = [randomBytes(32), randomBytes(32)];

describe('a hash of a password', () => {
  const hasher = new PasswordHasher(COST, KEY);

  it('names its key without telling it, and no password without it', async () => {
    const hash = await hasher.hash(PASSWORD);

    expect(hash).toMatch(/^\$pepper=[0-9a-f]{8}\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(hash).not.toContain(KEY.toString('hex').slice(0, 8));
    expect([await hasher.verify(hash, PASSWORD), await hasher.verify(hash, 'wrong')]).toEqual([true, false]);
    // What somebody has who has only the database.
    expect(await new PasswordHasher(COST, OTHER).verify(hash, PASSWORD)).toBe(false);
    expect(await hasher.verify(hash.replace(/^\$pepper=\w+/, ''), PASSWORD)).toBe(false);
  });

  it('is of the composed text', async () => {
    expect(await hasher.verify(await hasher.hash('Zo\u00eb is here'), 'Zoe\u0308 is here')).toBe(true);
  });

  it.each([
    ['argon2id without a key', () => argon2(PASSWORD, { memoryCost: 64, timeCost: 1, parallelism: 1 })],
    ['bcrypt', () => bcrypt(PASSWORD, 4)],
    ['argon2id at less cost', () => new PasswordHasher({ memoryKib: 32, passes: 1 }, KEY).hash(PASSWORD)],
  ])('of old, %s, verifies and is to be made anew', async (_, make) => {
    const hash = await make();

    expect([await hasher.verify(hash, PASSWORD), await hasher.verify(hash, 'wrong'), hasher.isOutdated(hash)]).toEqual([true, false, true]);
    expect(hasher.isOutdated(await hasher.hash(PASSWORD))).toBe(false);
  });

  it('verifies under the key before, and is to be made anew, while that is known', async () => {
    const hash = await hasher.hash(PASSWORD);
    const later = new PasswordHasher(COST, OTHER, [KEY]);

    expect([await later.verify(hash, PASSWORD), await later.verify(hash, 'wrong'), later.isOutdated(hash)]).toEqual([true, false, true]);
    expect((await later.hash(PASSWORD)).slice(0, 16)).not.toBe(hash.slice(0, 16));
  });
});
