import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { PasskeyChallenge } from '../domain/passkey-challenge.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMemberLoggedIn, CONFIG, identityOf, letAge, PASSWORD } from '../testing/arrange.js';
import { CHALLENGED } from '../testing/second-factor.js';
import { SoftAuthenticator } from '../testing/soft-authenticator.js';

const BEGIN = 'mutation { passkeyRegisterBegin { options userErrors { code } } }';
const FINISH = `mutation ($name: String, $credential: JSON!) { passkeyRegisterFinish(name: $name, credential: $credential) { backupCodes
  mfa { enabled factors { id kind name } } userErrors { code field } } }`;
const LOGIN_BEGIN = 'mutation { passkeyLoginBegin { options userErrors { code } } }';
const LOGIN_FINISH = `mutation ($input: PasskeyLoginInput!) { passkeyLoginFinish(input: $input) { userErrors { code field }
  outcome { __typename ... on TokenPair { accessToken session { aal authMethods deviceName } } } } }`;
const INVALID = { outcome: null, userErrors: [{ code: 'PASSKEY_INVALID', field: ['credential'] }] };

describe('passkeys', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const em = () => app.context().em;
  const aPerson = () => aMemberLoggedIn(app);
  const begin = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(BEGIN)).data.passkeyRegisterBegin;
  const finish = async (who: Parameters<typeof app.as>[0], credential: object) =>
    (await app.as(who).execute(FINISH, { name: 'Laptop', credential })).data.passkeyRegisterFinish;
  const loginChallenge = async () => (await app.execute(LOGIN_BEGIN)).data.passkeyLoginBegin.options.challenge as string;
  const finishLogin = async (credential: object, input: object = {}) =>
    (await app.execute(LOGIN_FINISH, { input: { credential, ...input } })).data.passkeyLoginFinish;
  /** Somebody with a passkey on a device. */
  const anOwner = async () => {
    const person = await aPerson();
    const device = new SoftAuthenticator();
    const { options } = await begin(person.identity);
    const registered = await finish(person.identity, device.create({ challenge: options.challenge }));
    await app.raised();
    return { ...person, device, registered };
  };
  const errorsOf = async (credential: object) => (await finishLogin(credential)).userErrors;

  describe('are made', () => {
    it('for the person who is logged in, with backup codes for the first factor', async () => {
      const { account, identity } = await aPerson();
      const { options } = await begin(identity);
      expect(options).toMatchObject({
        rp: { id: 'localhost', name: 'innoERP' },
        user: { name: account.email },
        authenticatorSelection: { residentKey: 'required' },
      });
      await app.raised();

      const answer = await finish(identity, new SoftAuthenticator().create({ challenge: options.challenge }));

      expect(answer).toMatchObject({ mfa: { enabled: true, factors: [{ kind: 'PASSKEY', name: 'Laptop' }] }, userErrors: [] });
      expect(answer.backupCodes).toHaveLength(10);
      expect(await app.raised()).toMatchObject([{ type: 'auth.mfa_factor.added.v1', payload: { userId: account.id, kind: 'PASSKEY' } }]);
      const again = await begin(identity);
      expect(again.options.excludeCredentials).toHaveLength(1);
      const second = await finish(identity, new SoftAuthenticator().create({ challenge: again.options.challenge }));
      expect(second).toMatchObject({ backupCodes: null, userErrors: [] });
    });

    it.each([
      ['on a page of somebody else', { origin: 'https://evil.example' }],
      ['for another domain', { rpId: 'evil.example' }],
      ['for another challenge', { challenge: 'made up' }],
    ])('not %s', async (_, ceremony) => {
      const { identity } = await aPerson();
      const { options } = await begin(identity);

      const answer = await finish(identity, new SoftAuthenticator().create({ challenge: options.challenge, ...ceremony }));

      expect(answer).toMatchObject({ mfa: null, userErrors: [{ code: 'PASSKEY_INVALID', field: ['credential'] }] });
    });

    it('once of a challenge, in time, and by whom it was made for', async () => {
      const [one, other] = [await aPerson(), await aPerson()];
      const codeOf = async (who: typeof one, challenge: string, device = new SoftAuthenticator()) =>
        (await finish(who.identity, device.create({ challenge }))).userErrors[0]?.code;
      const { challenge } = (await begin(one.identity)).options;

      expect(await codeOf(other, challenge)).toBe('PASSKEY_INVALID');
      expect(await codeOf(one, challenge)).toBe('PASSKEY_INVALID');
      const next = (await begin(one.identity)).options.challenge;
      await em().nativeUpdate(PasskeyChallenge, {}, { expiresAt: new Date(Date.now() - 1) });
      expect(await codeOf(one, next)).toBe('PASSKEY_INVALID');
      const device = new SoftAuthenticator();
      expect(await codeOf(one, (await begin(one.identity)).options.challenge, device)).toBeUndefined();
      expect(await codeOf(other, (await begin(other.identity)).options.challenge, device)).toBe('PASSKEY_INVALID');
    });

    it('by somebody who has just proved who they are', async () => {
      const { identity, id: sessionId } = await aPerson();
      await letAge(app, sessionId, 3_601);

      expect((await begin(identity)).userErrors).toEqual([{ code: 'REAUTHENTICATION_REQUIRED' }]);
      const shapeless = await app.as((await aPerson()).identity).execute(FINISH, { credential: { id: 'x' } });
      expect(shapeless.data.passkeyRegisterFinish.userErrors.map(({ code }: { code: string }) => code)).toContain('INVALID');
    });
  });

  describe('log in', () => {
    it('by themselves, as sure as two factors', async () => {
      const { account, device } = await anOwner();

      const credential = device.get({ challenge: await loginChallenge() });
      const { outcome, userErrors } = await finishLogin(credential, { deviceName: 'Laptop' });

      expect(userErrors).toEqual([]);
      expect(identityOf(outcome.accessToken).subject).toBe(account.id);
      expect(outcome.session).toEqual({ aal: 2, authMethods: ['hwk', 'user'], deviceName: 'Laptop' });
    });

    it('not without asking for their owner', async () => {
      const { account, device } = await anOwner();

      expect(await finishLogin(device.get({ challenge: await loginChallenge(), isVerified: false }))).toEqual(INVALID);
      expect(await app.raised()).toMatchObject([
        { type: 'auth.login.failed.v1', payload: { userId: account.id, reason: 'WRONG_PASSKEY' } },
      ]);
    });

    it('once with what was signed, of many at once, too', async () => {
      const { device } = await anOwner();
      const credential = device.get({ challenge: await loginChallenge() });

      const answers = await Promise.all([1, 2, 3, 4].map(() => errorsOf(credential)));

      expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
      expect(await errorsOf(credential)).toEqual(INVALID.userErrors);
    });

    it('not where a copy of the device has counted on', async () => {
      const { device } = await anOwner();
      device.counter = 10;
      expect(await errorsOf(device.get({ challenge: await loginChallenge() }))).toEqual([]);
      device.counter = 5;

      expect(await errorsOf(device.get({ challenge: await loginChallenge() }))).toEqual(INVALID.userErrors);
    });

    it('once of a device and its copy that come at the same time', async () => {
      const { device } = await anOwner();
      const credentials = [];
      for (let copy = 0; copy < 4; copy += 1) {
        device.counter = 10;
        credentials.push(device.get({ challenge: await loginChallenge() }));
      }

      const answers = await Promise.all(credentials.map(errorsOf));

      expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
    });

    it('not with the signature of another key, an unknown one, or for another page', async () => {
      const { device } = await anOwner();
      const stranger = new SoftAuthenticator();
      const forged = { ...stranger.get({ challenge: await loginChallenge() }), id: device.id.toString('base64url') };

      expect(await errorsOf({ ...forged, rawId: forged.id })).toEqual(INVALID.userErrors);
      expect(await errorsOf(stranger.get({ challenge: await loginChallenge() }))).toEqual(INVALID.userErrors);
      expect(await errorsOf(device.get({ challenge: await loginChallenge(), origin: 'https://evil.example' }))).toEqual(INVALID.userErrors);
      expect(await errorsOf(device.get({ challenge: await loginChallenge(), rpId: 'evil.example' }))).toEqual(INVALID.userErrors);
    });

    it('nobody who is disabled', async () => {
      const { account, device } = await anOwner();
      await em().nativeUpdate(Account, { id: account.id }, { status: AccountStatus.DISABLED });

      expect(await finishLogin(device.get({ challenge: await loginChallenge() }))).toEqual(INVALID);
    });

    it('as the second factor after a password, where their presence is enough, and for their own person only', async () => {
      const [one, other] = [await anOwner(), await anOwner()];
      const challenged = async () => {
        const { data } = await app.execute(CHALLENGED, { input: { email: one.account.email, password: PASSWORD } });
        return data.login.outcome;
      };
      const challenge = await challenged();
      expect(challenge.factors).toEqual(['PASSKEY', 'BACKUP_CODE']);
      const sign = async (device: SoftAuthenticator) => device.get({ challenge: await loginChallenge(), isVerified: false });
      const { challengeToken } = challenge;

      expect(await finishLogin(await sign(other.device), { challengeToken })).toEqual(INVALID);
      const { outcome } = await finishLogin(await sign(one.device), { challengeToken });

      expect(outcome.session).toMatchObject({ aal: 2, authMethods: ['pwd', 'hwk'] });
      expect((await finishLogin(await sign(one.device), { challengeToken })).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
    });
  });
});
