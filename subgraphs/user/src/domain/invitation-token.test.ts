import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashToken, InvitationTokens } from './invitation-token.js';

describe('InvitationTokens', () => {
  const tokens = new InvitationTokens('a secret that only tests know, 32+');
  const id = randomUUID();

  it('makes 256 bits that are the same for the same invitation and secret, and for no other', () => {
    const token = tokens.of(id);

    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(new InvitationTokens('a secret that only tests know, 32+').of(id)).toBe(token);
    expect(tokens.of(randomUUID())).not.toBe(token);
    expect(new InvitationTokens('another secret of tests, also 32+').of(id)).not.toBe(token);
  });

  it('is stored as a hash that does not show it', () => {
    expect(hashToken('token')).toBe('PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A');
    expect(hashToken(tokens.of(id))).not.toContain(tokens.of(id));
  });
});
