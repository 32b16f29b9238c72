import { describe, expect, it } from '@jest/globals';
import { REDACTED, redact } from './redact.js';

describe('redact', () => {
  it.each([
    'email',
    'Email',
    'newEmail',
    'e-mail',
    'recipient_email',
    'password',
    'newPassword',
    'passwordHash',
    'passwd',
    'clientSecret',
    'token',
    'refresh_token',
    'apiKey',
    'x-api-key',
    'privateKey',
    'Authorization',
    'Set-Cookie',
    'idempotencyKey',
    'recoveryCodes',
    'otp',
    'PIN',
    'credentials',
    'signature',
  ])('takes out the value of "%s", whatever it is', (name) => {
    for (const value of ['abc', 123_456, ['abc'], { deep: 'abc' }]) expect(redact({ [name]: value })).toEqual({ [name]: REDACTED });
  });

  it.each([
    { organizationId: '0190a000-0000-7000-8000-000000000001', slug: 'acme', name: 'Acme & Co.', reason: 'unpaid since 3 weeks' },
    { code: 'retail', version: 3, moduleKeys: ['hr', 'crm'], pinned: true, shipping: 'free', trialEndsAt: null },
    { permissions: ['org:audit:read'], roleKeys: ['owner'], fields: ['displayName', 'email'], hasPassword: true, resetToken: null },
  ])('leaves alone what is neither: %j', (payload) => {
    expect(redact(payload)).toEqual(payload);
  });

  it.each([
    ['ada@example.org', '[redacted]'],
    ['asked by Ada <ada.l+erp@mail.example.org>, twice', 'asked by Ada <[redacted]>, twice'],
    ['mailto:ada@example.org;bob@localhost', 'mailto:[redacted];[redacted]'],
    ['ädä@exämple.org', '[redacted]'],
    ['Authorization: Bearer 3f8a9b7c6d5e4f30', 'Authorization: Bearer [redacted]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [redacted]'],
    ['a basic understanding with the bearer thereof', 'a basic understanding with the bearer thereof'],
    ['it was eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl!', 'it was [redacted]!'],
    ['a basic plan @ 29.99, by @ada', 'a basic plan @ 29.99, by @ada'],
  ])('reads "%s" as "%s"', (text, safe) => {
    expect(redact({ reason: text })).toEqual({ reason: safe });
  });

  it('looks into lists, into objects and at their keys', () => {
    const payload = { invited: [{ who: 'ada@example.org', roles: { 'ada@example.org': ['owner'] } }], before: { user: { token: 'x' } } };

    expect(redact(payload)).toEqual({
      invited: [{ who: REDACTED, roles: { [REDACTED]: ['owner'] } }],
      before: { user: { token: REDACTED } },
    });
    expect(payload.before.user.token).toBe('x');
  });

  it('takes no longer for a text that was made to be slow', () => {
    const started = performance.now();

    redact([`${'a'.repeat(200_000)} @`, `${'a@'.repeat(100_000)}`, 'eyJ-'.repeat(50_000), 'bearer '.repeat(50_000)]);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
