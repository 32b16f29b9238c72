import { describe, expect, it } from '@jest/globals';
import { murmur3 } from './murmur3.js';

describe('murmur3', () => {
  it.each([
    ['', 0, 0x00000000],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('hashes "%s" with the seed %i as published', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
  });

  it('passes the verification of SMHasher', () => {
    const hashes = new DataView(new ArrayBuffer(256 * 4));
    for (let length = 0; length < 256; length += 1) {
      const key = Uint8Array.from({ length }, (_, index) => index);
      hashes.setUint32(length * 4, murmur3(key, 256 - length), true);
    }

    expect(murmur3(new Uint8Array(hashes.buffer))).toBe(0xb0f57ee3);
  });
});
