import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HmacSha256 } from './hmac-sha256.js';

describe('an HMAC', () => {
  it.each(['k', 'é'.repeat(20), 'x'.repeat(64), 'y'.repeat(65), 'z'.repeat(500)])('is the one of RFC 2104: key %#', (secret) => {
    const key = new HmacSha256(secret);
    for (const text of ['', 'a', 'äöü € 😀', '\ud800', 'b'.repeat(100_000), 'ß'.repeat(50_000), 'c'])
      expect(key.of(text)).toBe(createHmac('sha256', secret).update(text).digest('base64url'));
  });
});
