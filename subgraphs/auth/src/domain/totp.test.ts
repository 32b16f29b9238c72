import { describe, expect, it } from '@jest/globals';
import { newTotpSecret, totpCode, totpStep, totpUri } from './totp.js';

// RFC 6238, appendix B: the secret "12345678901234567890", SHA-1, the last six of eight digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('totp', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('at %s is %s, as the RFC says', (seconds, code) => {
    expect(totpCode(SECRET, seconds * 1_000)).toBe(code);
    expect(totpStep(SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('takes the code before and the one after, and says which', () => {
    const now = 1_111_111_109_000;
    for (const steps of [-1, 0, 1]) {
      expect(totpStep(SECRET, totpCode(SECRET, now + steps * 30_000), now)).toBe(Math.floor(now / 30_000) + steps);
    }
    for (const steps of [-2, 2]) expect(totpStep(SECRET, totpCode(SECRET, now + steps * 30_000), now)).toBeNull();
  });

  it.each(['', '28708', '2870822', '287o82', '287082\0'])('takes no "%s"', (code) => {
    expect(totpStep(SECRET, code, 59_000)).toBeNull();
  });

  it('writes what an app scans', () => {
    const secret = newTotpSecret();

    const uri = new URL(totpUri(secret, { account: 'ada@example.com', issuer: 'innoERP' }));

    expect(uri.href).toMatch(/^otpauth:\/\/totp\/innoERP:ada%40example\.com/);
    expect(Object.fromEntries(uri.searchParams)).toEqual({ issuer: 'innoERP', secret, algorithm: 'SHA1', digits: '6', period: '30' });
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  });
});
