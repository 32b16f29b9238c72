import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashRefreshToken, RefreshTokens } from './refresh-token.js';

describe('RefreshTokens', () => {
  const tokens = new RefreshTokens(randomBytes(32));
  const id = randomUUID();

  it('name their session, and are never the same', () => {
    const [one, other] = [tokens.first(id), tokens.first(id)];

    expect([tokens.sessionOf(one), tokens.sessionOf(other)]).toEqual([id, id]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w-]{86}$/);
  });

  it('have one successor for a nonce, and another one for another', () => {
    const token = tokens.first(id);
    const nonce = tokens.newNonce();

    expect(tokens.next(id, token, nonce)).toBe(tokens.next(id, token, nonce));
    expect(tokens.sessionOf(tokens.next(id, token, nonce))).toBe(id);
    expect(tokens.next(id, token, tokens.newNonce())).not.toBe(tokens.next(id, token, nonce));
    expect(tokens.next(id, tokens.first(id), nonce)).not.toBe(tokens.next(id, token, nonce));
    expect(new RefreshTokens(randomBytes(32)).next(id, token, nonce)).not.toBe(tokens.next(id, token, nonce));
  });

  it('are refused where a character differs or another key sealed them', () => {
    const token = tokens.first(id);
    const changed = [...token].map((char, index) => token.slice(0, index) + (char === 'A' ? 'B' : 'A') + token.slice(index + 1));

    expect(changed.map((one) => tokens.sessionOf(one)).filter(Boolean)).toEqual([]);
    expect(new RefreshTokens(randomBytes(32)).sessionOf(token)).toBeNull();
    expect(tokens.sessionOf('')).toBeNull();
    expect(tokens.sessionOf(`${token} `)).toBeNull();
  });

  it('are hashed twice', () => {
    const once = createHash('sha256').update('a').digest();

    expect(hashRefreshToken('a')).toBe(createHash('sha256').update(once).digest('base64url'));
  });
});
