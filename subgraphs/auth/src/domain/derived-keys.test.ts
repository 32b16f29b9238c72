import { describe, expect, it } from '@jest/globals';
import { decrypt, deriveKeys, encrypt, keyedHash } from './derived-keys.js';

const keys = deriveKeys('a secret of at least 32 characters');

describe('deriveKeys', () => {
  it('makes another key for every purpose, the same each time', () => {
    const all = Object.values(keys).map((key) => key.toString('hex'));

    expect(new Set(all).size).toBe(all.length);
    expect(deriveKeys('a secret of at least 32 characters')).toEqual(keys);
    expect(deriveKeys('b secret of at least 32 characters').signingKeys).not.toEqual(keys.signingKeys);
  });

  it('hashes differently under different keys', () => {
    expect(keyedHash(keys.idempotency, 'x')).not.toBe(keyedHash(keys.loginTokens, 'x'));
  });
});

describe('encrypt', () => {
  const plain = Buffer.from('private');
  const text = encrypt(keys.signingKeys, plain, 'kid-1');

  it('comes back for the same key and owner', () => {
    expect(decrypt(keys.signingKeys, text, 'kid-1')).toEqual(plain);
    expect(encrypt(keys.signingKeys, plain, 'kid-1')).not.toBe(text);
  });

  it('comes back for nobody else, and not when it was touched', () => {
    const touched = Buffer.from(text, 'base64url');
    touched[touched.length - 1]! ^= 1;

    expect(() => decrypt(keys.loginTokens, text, 'kid-1')).toThrow();
    expect(() => decrypt(keys.signingKeys, text, 'kid-2')).toThrow();
    expect(() => decrypt(keys.signingKeys, touched.toString('base64url'), 'kid-1')).toThrow();
    expect(() => decrypt(keys.signingKeys, '', 'kid-1')).toThrow();
  });
});
