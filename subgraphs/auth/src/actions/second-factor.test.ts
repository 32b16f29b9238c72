import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { MfaChallenge } from '../domain/mfa-challenge.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anOrganization, CONFIG, identityOf, logIn } from '../testing/arrange.js';
import { setPolicy } from '../testing/policy.js';
import { Authenticator, aMemberWithTotp, CONFIRM, ENROLL, MFA, secondFactorsIn, VERIFY } from '../testing/second-factor.js';

const REMOVE = 'mutation ($id: ID!) { mfaFactorRemove(id: $id) { ok userErrors { code field } } }';

describe('a second factor', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const em = () => app.context().em;
  const { logInTo, verify, mfaOf } = secondFactorsIn(app);
  /** Nothing that was tried counts any more. */
  const forget = () => em().execute('delete from login_guard');

  describe('that is an authenticator app', () => {
    it('counts once its first code was typed, and brings ten backup codes', async () => {
      const { account } = await aMember(app);
      const identity = identityOf((await logIn(app, account)).outcome.accessToken);
      const { otpauthUri, secret } = (await app.as(identity).execute(ENROLL, {})).data.totpEnroll;
      expect(otpauthUri).toContain(`secret=${secret}`);
      expect((await logInTo(account)).__typename).toBe('TokenPair');
      await app.raised();

      expect((await app.as(identity).execute(CONFIRM, { code: '000000' })).data.totpConfirm.userErrors).toEqual([
        { code: 'MFA_INVALID_CODE', field: ['code'] },
      ]);
      await app.raised();
      const { data } = await app.as(identity).execute(CONFIRM, { code: new Authenticator(secret).next() });

      expect(data.totpConfirm).toMatchObject({
        mfa: { enabled: true, required: false, backupCodesLeft: 10, factors: [{ kind: 'TOTP' }] },
        outcome: null,
        userErrors: [],
      });
      expect(new Set(data.totpConfirm.backupCodes).size).toBe(10);
      const [added] = await app.raised();
      expect(added).toMatchObject({ type: 'auth.mfa_factor.added.v1', payload: { userId: account.id, kind: 'TOTP' } });
      expect((await app.as(identity).execute(ENROLL, {})).data.totpEnroll.userErrors).toMatchObject([{ code: 'MFA_ALREADY_ENROLLED' }]);
    });

    it('is asked for at every login, and makes the session sure of two factors', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);

      const challenge = await logInTo(account, { deviceName: 'Laptop' });

      expect(challenge).toEqual({
        __typename: 'MfaChallenge',
        challengeToken: expect.any(String),
        factors: ['TOTP', 'BACKUP_CODE'],
        attemptsLeft: 5,
      });
      const { outcome, userErrors } = await verify(challenge.challengeToken, authenticator.next());
      expect(userErrors).toEqual([]);
      expect(outcome.session).toEqual({ aal: 2, authMethods: ['pwd', 'otp'], deviceName: 'Laptop' });
      expect(jwt.decode(outcome.accessToken)).toMatchObject({ amr: ['pwd', 'otp'], acr: 'aal2' });
      expect((await verify(challenge.challengeToken, authenticator.next())).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
    });

    it('takes a code once, and none from before it', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);
      const [present, later] = [authenticator.next(), authenticator.next()];
      const attempt = async (code: string) => (await verify((await logInTo(account)).challengeToken, code)).userErrors[0]?.code;

      expect(await attempt(later)).toBeUndefined();

      expect(await attempt(later)).toBe('MFA_CODE_REUSED');
      expect(await attempt(present)).toBe('MFA_CODE_REUSED');
    });

    it('takes a code once of many at once', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);
      const challenges = await Promise.all([1, 2, 3, 4].map(() => logInTo(account)));
      const code = authenticator.next();

      const answers = await Promise.all(challenges.map(({ challengeToken }) => verify(challengeToken, code)));

      expect(answers.filter(({ outcome }) => outcome)).toHaveLength(1);
    });

    it('looks at five wrong codes of a login, and at five of a person within an hour, right ones included then', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);
      const { challengeToken } = await logInTo(account);
      for (let count = 0; count < 5; count += 1) {
        expect((await verify(challengeToken, '000000')).userErrors).toMatchObject([{ code: 'MFA_INVALID_CODE' }]);
      }
      expect((await verify(challengeToken, authenticator.next())).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
      const next = await logInTo(account);
      const input = { challengeToken: next.challengeToken, kind: 'TOTP' };

      for (const code of ['000000', authenticator.next()]) {
        const { errors } = await app.execute(VERIFY, { input: { ...input, code } });
        expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 900 } }]);
      }
    });

    it('is no more than five guesses away of many that are sent at once', async () => {
      const { account } = await aMemberWithTotp(app);
      const { challengeToken } = await logInTo(account);

      await Promise.all(Array.from({ length: 20 }, () => verify(challengeToken, '000000')));

      expect(await em().findOne(MfaChallenge, { attemptsLeft: 0, userId: account.id })).not.toBeNull();
      await forget();
    });

    it('stores its secret encrypted', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);

      const rows = await em().execute('select row_to_json(f)::text as row from mfa_factor f where user_id = ?', [account.id]);

      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(authenticator.secret);
    });

    it('leads on to a choice where there are several organizations', async () => {
      const { account, authenticator } = await aMemberWithTotp(app);
      const other = await anOrganization(app);
      await aGrant(app, { userId: account.id, organizationId: other.id });

      const { outcome } = await verify((await logInTo(account)).challengeToken, authenticator.next());

      const select = `mutation ($token: String!, $id: ID!) { loginSelectOrganization(loginToken: $token, organizationId: $id) {
        outcome { ... on TokenPair { session { aal authMethods } } } } }`;
      const { data } = await app.execute(select, { token: outcome.loginToken, id: other.id });
      expect(data.loginSelectOrganization.outcome.session).toEqual({ aal: 2, authMethods: ['pwd', 'otp'] });
    });
  });

  describe('that an organization asks for', () => {
    it('is set up before the first session there', async () => {
      const { account, organization } = await aMember(app);
      await setPolicy(app, organization.id, { mfaRequired: true });

      const challenge = await logInTo(account);

      expect(challenge).toMatchObject({ __typename: 'MfaChallenge', factors: [] });
      const { challengeToken } = challenge;
      expect((await verify(challengeToken, '123456')).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
      const { secret } = (await app.execute(ENROLL, { challenge: challengeToken })).data.totpEnroll;
      const code = new Authenticator(secret).next();
      const { data } = await app.execute(CONFIRM, { code, challenge: challengeToken });
      expect(data.totpConfirm).toMatchObject({
        mfa: { enabled: true, required: true },
        outcome: { __typename: 'TokenPair', session: { aal: 2, authMethods: ['pwd', 'otp'], organization: { id: organization.id } } },
        userErrors: [],
      });
      expect(data.totpConfirm.backupCodes).toHaveLength(10);
      expect((await app.execute(ENROLL, { challenge: challengeToken })).data.totpEnroll.userErrors).toMatchObject([
        { code: 'TOKEN_INVALID' },
      ]);
    });

    it('is shown to an administrator as far as it concerns their organization', async () => {
      const { account, organization, identity } = await aMemberWithTotp(app);
      const other = await anOrganization(app);
      await aGrant(app, { userId: account.id, organizationId: other.id });
      await setPolicy(app, other.id, { mfaRequired: true });
      const of = [{ __typename: 'User', id: account.id }];
      const seenBy = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(MFA, { of })).data._entities[0].mfa;

      expect(await seenBy(identity)).toMatchObject({ enabled: true, required: true });
      expect(await seenBy(aMemberOf(organization.id, 'org:members:write'))).toMatchObject({ enabled: true, required: false });
      expect(await seenBy(aMemberOf(other.id, 'org:members:write'))).toMatchObject({ enabled: true, required: true });
      expect(await seenBy(aMemberOf(organization.id, 'org:members:read'))).toBeNull();
    });

    it('is read for many people in as many statements as for one', async () => {
      const [one, other] = [await aMemberWithTotp(app), await aMemberWithTotp(app)];
      const ask = (...people: { account: { id: string } }[]) => {
        const of = people.map(({ account: { id } }) => ({ __typename: 'User', id }));
        return app.statementsOf(() => app.as(anOperator('platform:users:read')).execute(MFA, { of }));
      };

      expect(await ask(one)).toHaveLength(3);
      expect(await ask(one, other)).toHaveLength(3);
    });

    it('cannot be removed; elsewhere it can, with all that hangs on it', async () => {
      const { account, organization, identity } = await aMemberWithTotp(app);
      const [{ id }] = (await mfaOf(identity)).factors;
      const remove = async (factor: string) => (await app.as(identity).execute(REMOVE, { id: factor })).data.mfaFactorRemove;
      await setPolicy(app, organization.id, { mfaRequired: true });
      expect(await remove(id)).toEqual({ ok: false, userErrors: [{ code: 'MFA_LAST_FACTOR_REQUIRED', field: ['id'] }] });
      await setPolicy(app, organization.id, { mfaRequired: false });
      const foreign = (await mfaOf((await aMemberWithTotp(app)).identity)).factors[0].id;
      for (const other of [foreign, 'nonsense']) expect((await remove(other)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
      await app.raised();

      expect(await remove(id)).toEqual({ ok: true, userErrors: [] });

      expect(await app.raised()).toMatchObject([{ type: 'auth.mfa_factor.removed.v1', payload: { userId: account.id, factorId: id } }]);
      expect(await mfaOf(identity)).toMatchObject({ enabled: false, backupCodesLeft: 0, factors: [] });
      expect((await logInTo(account)).__typename).toBe('TokenPair');
    });
  });
});
