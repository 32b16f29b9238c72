import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account } from '../domain/account.entity.js';
import { aMember, aMemberLoggedIn, CONFIG, logIn, PASSWORD, refresh } from '../testing/arrange.js';
import { authWithMailbox, mailsTo } from '../testing/mailbox.js';
import { setPolicy } from '../testing/policy.js';

const CHANGE = `mutation ($current: String!, $new: String!, $others: Boolean) { passwordChange(currentPassword: $current, newPassword: $new,
  revokeOtherSessions: $others) { tokens { accessToken refreshToken session { id } } userErrors { code field } } }`;
const NEW = 'plenty of nonsense words';

describe('passwords', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const em = () => app.context().em;
  const aPerson = () => aMemberLoggedIn(app);
  const change = async (who: Parameters<typeof app.as>[0], variables: object) =>
    (await app.as(who).execute(CHANGE, { current: PASSWORD, new: NEW, others: true, ...variables })).data.passwordChange;

  describe('passwordChange', () => {
    it('changes it, keeps the session with new tokens, ends the others, and tells the person', async () => {
      const { account, identity, token, id } = await aPerson();
      const other = (await logIn(app, account)).outcome;
      await app.raised();

      const { tokens, userErrors } = await change(identity, {});

      expect(userErrors).toEqual([]);
      expect(tokens.session.id).toBe(id);
      expect((await refresh(app, tokens.refreshToken)).userErrors).toEqual([]);
      expect((await refresh(app, other.refreshToken)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
      const events = await app.raised();
      expect(events.map(({ type }) => type).toSorted()).toEqual(['auth.password.changed.v1', 'auth.session.ended.v1']);
      expect(events.find(({ type }) => type === 'auth.session.ended.v1')?.payload.reason).toBe('PASSWORD_CHANGED');
      expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
      expect((await logIn(app, account, { password: NEW })).userErrors).toEqual([]);
      expect((await mailsTo(app, mailbox, account.email)).map(({ subject }) => subject)).toEqual(['Your password was changed']);
      // A copy of the refresh token from before the change is worth nothing, and gives the copy away.
      expect((await refresh(app, token)).userErrors).toMatchObject([{ code: 'TOKEN_REUSED' }]);
    });

    it('leaves the other sessions where they are to stay', async () => {
      const { account, identity } = await aPerson();
      const other = (await logIn(app, account)).outcome;

      await change(identity, { others: false });

      expect((await refresh(app, other.refreshToken)).userErrors).toEqual([]);
    });

    it.each([
      [{ current: 'wrong' }, 'INVALID_CREDENTIALS', 'currentPassword'],
      [{ new: 'short' }, 'PASSWORD_TOO_WEAK', 'newPassword'],
      [{ new: PASSWORD }, 'PASSWORD_REUSED', 'newPassword'],
      [{ new: 'Yankees/2004/Yankees' }, 'PASSWORD_TOO_WEAK', 'newPassword'],
      [{ new: 'unbelievable' }, 'PASSWORD_BREACHED', 'newPassword'],
    ])('of %j is answered with %s', async (variables, code, field) => {
      const { identity } = await aPerson();

      const { userErrors } = await change(identity, variables);

      expect(userErrors).toEqual([{ code, field: [field] }]);
    });

    it('counts wrong ones like a login', async () => {
      const { account, identity } = await aPerson();
      for (let count = 0; count < 10; count += 1) await change(identity, { current: 'wrong' });

      expect((await change(identity, {})).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
      expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    });

    it('takes none of the last five again, and then the sixth', async () => {
      const { identity } = await aPerson();
      const all = [PASSWORD, ...['one', 'two', 'three', 'four', 'five'].map((word) => `${NEW} ${word}`)];
      for (let index = 1; index < all.length; index += 1) {
        expect((await change(identity, { current: all[index - 1], new: all[index] })).userErrors).toEqual([]);
      }

      for (const used of all.slice(1))
        expect((await change(identity, { current: all[5], new: used })).userErrors).toMatchObject([{ code: 'PASSWORD_REUSED' }]);
      expect((await change(identity, { current: all[5], new: all[0] })).userErrors).toEqual([]);
      expect(await em().execute('select count(*)::int from former_password where user_id = ?', [identity.subject])).toEqual([{ count: 4 }]);
    });

    it('asks for what the strictest organization of the person asks for', async () => {
      const { identity, organization } = await aPerson();
      const input = { passwordMinLength: 30 };
      await setPolicy(app, organization.id, input);

      expect((await change(identity, {})).userErrors).toEqual([{ code: 'PASSWORD_TOO_WEAK', field: ['newPassword'] }]);
    });
  });

  it('that are too old for an organization are not taken there', async () => {
    const { account, organization } = await aMember(app);
    const input = { passwordMaxAgeDays: 30 };
    await setPolicy(app, organization.id, input);
    expect((await logIn(app, account)).userErrors).toEqual([]);
    await em().nativeUpdate(Account, { id: account.id }, { passwordChangedAt: new Date(Date.now() - 31 * 86_400_000) });

    expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'PASSWORD_EXPIRED' }]);
  });
});
