import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashApiKeySecret, readApiKey, writeApiKey } from './index.js';

const ID = '0197a4de-0000-7abc-8def-0123456789ab';
const SECRET = `${'A'.repeat(42)}_`;

describe('the text of an API key', () => {
  it('names its row and has a checksum', () => {
    expect(writeApiKey(ID, SECRET)).toBe(`ino_live_0197a4de00007abc8def0123456789ab_${SECRET}_abb5b099`);
  });

  it('is read as it was written, whatever the secret holds', () => {
    for (let round = 0; round < 500; round += 1) {
      const key = { id: randomUUID(), secret: randomBytes(32).toString('base64url') };
      expect(readApiKey(writeApiKey(key.id, key.secret))).toEqual(key);
    }
  });

  it('tells every typing error', () => {
    const text = writeApiKey(ID, SECRET);
    for (let place = 0; place < text.length; place += 1) {
      const other = text[place] === 'b' ? 'c' : 'b';
      expect(readApiKey(text.slice(0, place) + other + text.slice(place + 1))).toBeNull();
      expect(readApiKey(text.slice(0, place) + text.slice(place + 1))).toBeNull();
    }
  });

  it.each([
    ['nothing', ''],
    ['a token', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'],
    ['a longer text', `${writeApiKey(ID, SECRET)}0`],
    ['a line break at the end', `${writeApiKey(ID, SECRET)}\n`],
    ['an upper-case id', writeApiKey(ID, SECRET).replace('abc8def', 'ABC8DEF')],
    ['a short secret', writeApiKey(ID, 'short')],
    ['another prefix', writeApiKey(ID, SECRET).replace('ino_live_', 'ino_test_')],
  ])('is not %s', (_, text) => {
    expect(readApiKey(text)).toBeNull();
  });
});

describe('the hash of a secret', () => {
  it('is SHA-256, base64url', () => {
    expect(hashApiKeySecret('abc')).toBe(
      Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex').toString('base64url'),
    );
  });
});
