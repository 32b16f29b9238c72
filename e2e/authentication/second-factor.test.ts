import { describe, expect, it } from '@jest/globals';
import { CREATE_SERVICE_ACCOUNT, RESET_FACTORS, UPDATE_POLICY } from '../src/access-documents.js';
import {
  CONFIRM_TOTP,
  ENROL_TOTP,
  REAUTHENTICATE,
  REGENERATE_CODES,
  REMOVE_FACTOR,
  REVOKE_DEVICE,
  SECURITY,
  VERIFY_MFA,
} from '../src/authentication-documents.js';
import { Authenticator } from '../src/authenticator.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const product = theProduct();

async function withAuthenticator() {
  const somebody = await anOwner(product.url);
  const app = new Authenticator((await somebody.owner.change(ENROL_TOTP)).secret);
  const { backupCodes } = await somebody.owner.change(CONFIRM_TOTP, { code: app.next() });
  return { ...somebody, app, backupCodes: backupCodes as string[] };
}

const answer = (input: Record<string, unknown>) => caller(product.url).change(VERIFY_MFA, { input });

describe('an authenticator app', () => {
  it('is asked for at the next login, and takes each code once', async () => {
    const { email, password, app } = await withAuthenticator();
    const { __typename, challengeToken, factors } = await logIn(product.url, { email, password });
    const code = app.next();
    const wrong = await caller(product.url).refusal(VERIFY_MFA, { input: { challengeToken, kind: 'TOTP', code: '000000' } });
    const { outcome } = await answer({ challengeToken, kind: 'TOTP', code });
    const other = await logIn(product.url, { email, password });

    expect([__typename, factors, wrong]).toEqual(['MfaChallenge', ['TOTP', 'BACKUP_CODE'], ['MFA_INVALID_CODE']]);
    expect([outcome.session.authMethods, outcome.session.aal]).toEqual([['pwd', 'otp'], 2]);
    expect(await caller(product.url).refusal(VERIFY_MFA, { input: { challengeToken: other.challengeToken, kind: 'TOTP', code } })).toEqual([
      'MFA_CODE_REUSED',
    ]);
    expect(await caller(product.url).refusal(VERIFY_MFA, { input: { challengeToken, kind: 'TOTP', code: app.next() } })).toEqual([
      'TOKEN_INVALID',
    ]);
  });

  it('is not asked for on a device that is trusted, until it is trusted no longer', async () => {
    const { email, password, app } = await withAuthenticator();
    const { challengeToken } = await logIn(product.url, { email, password, deviceName: 'Laptop' });
    const { outcome } = await answer({ challengeToken, kind: 'TOTP', code: app.next(), trustDevice: true });
    const { trustedDeviceToken, accessToken } = outcome;
    const again = await logIn(product.url, { email, password, trustedDeviceToken });
    const elsewhere = await logIn(product.url, { email, password });
    const { trustedDevices } = (await caller(product.url, accessToken).read(SECURITY)).viewer.mfa;
    await caller(product.url, accessToken).change(REVOKE_DEVICE, { id: trustedDevices[0].id });

    expect([again.__typename, elsewhere.__typename]).toEqual(['TokenPair', 'MfaChallenge']);
    expect(trustedDevices).toMatchObject([{ name: 'Laptop' }]);
    expect((await logIn(product.url, { email, password, trustedDeviceToken })).__typename).toBe('MfaChallenge');
  });

  it('can be stood in for by a backup code, once', async () => {
    const { email, password, owner, backupCodes } = await withAuthenticator();
    const [first, second] = [await logIn(product.url, { email, password }), await logIn(product.url, { email, password })];
    const [code] = backupCodes;
    const { outcome } = await answer({ challengeToken: first.challengeToken, kind: 'BACKUP_CODE', code });
    const left = (await owner.read(SECURITY)).viewer.mfa.backupCodesLeft;
    const { backupCodes: fresh } = await owner.change(REGENERATE_CODES);

    expect([outcome.__typename, left, fresh.length]).toEqual(['TokenPair', 9, 10]);
    for (const old of [code, backupCodes[1]]) {
      const refused = await caller(product.url).refusal(VERIFY_MFA, {
        input: { challengeToken: second.challengeToken, kind: 'BACKUP_CODE', code: old },
      });
      expect(refused).toEqual(['MFA_INVALID_CODE']);
    }
  });

  it('that is lost with all backup codes is taken away by staff, and every session ends', async () => {
    const { email, password, owner } = await withAuthenticator();
    const { viewer } = await owner.read('{ viewer { id } }');
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    await staff.change(RESET_FACTORS, { userId: viewer.id, reason: 'Lost the phone, seen in a video call' });

    expect(await until(owner.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect((await logIn(product.url, { email, password })).__typename).toBe('TokenPair');
  });

  it('is set up in the middle of a login where the organization asks for one, and cannot be removed there', async () => {
    const { email, password, organizationId, owner } = await anOwner(product.url);
    await owner.change(UPDATE_POLICY, { input: { organizationId, mfaRequired: true } });
    const { __typename, challengeToken, factors } = await logIn(product.url, { email, password });
    const app = new Authenticator((await caller(product.url).change(ENROL_TOTP, { challengeToken })).secret);
    const { outcome } = await caller(product.url).change(CONFIRM_TOTP, { code: app.next(), challengeToken });
    const [factor] = (await caller(product.url, outcome.accessToken).read(SECURITY)).viewer.mfa.factors;
    const remove = () => caller(product.url, outcome.accessToken).refusal(REMOVE_FACTOR, { id: factor.id });

    expect([__typename, factors, outcome.session.aal]).toEqual(['MfaChallenge', [], 2]);
    expect(await remove()).toEqual(['MFA_LAST_FACTOR_REQUIRED']);
    await owner.change(UPDATE_POLICY, { input: { organizationId, mfaRequired: null } });
    expect(await remove()).toEqual([]);
    expect((await logIn(product.url, { email, password })).__typename).toBe('TokenPair');
  });
});

describe('a sensitive change', () => {
  it('asks again who somebody is where the login is old, and is open after a password or a code', async () => {
    const { email, password, organizationId, owner, app } = await withAuthenticator();
    const input = { organizationId, name: 'Till', scopes: ['org:read'] };
    const growOld = () =>
      product.rows(
        "update auth.session set authenticated_at = now() - interval '2 hours' where user_id = (select id from auth.account where email = $1)",
        [email],
      );

    for (const proof of [{ password }, { code: app.next() }]) {
      await growOld();
      expect(await owner.refusal(CREATE_SERVICE_ACCOUNT, { input })).toEqual(['REAUTHENTICATION_REQUIRED']);
      const { tokens } = await owner.change(REAUTHENTICATE, proof);
      expect(await caller(product.url, tokens.accessToken).refusal(CREATE_SERVICE_ACCOUNT, { input })).toEqual([]);
    }
    expect(await owner.refusal(REAUTHENTICATE, { password: 'not the password' })).toEqual(['INVALID_CREDENTIALS']);
  });
});
