import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account } from '../domain/account.entity.js';
import { aMemberLoggedIn, CONFIG, logIn, refresh } from '../testing/arrange.js';
import { authWithMailbox, mailsTo, tokenTo } from '../testing/mailbox.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, signUp } from '../testing/sign-up.js';

const call = (name: string, argument: string) =>
  `mutation ($value: String!) { ${name}(${argument}: $value) { ok userErrors { code field } } }`;

describe('e-mail addresses', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG, call: new Siblings().call });
  const accountOf = (id: string) => app.context().em.findOneOrFail(Account, { id });
  const run = async (name: string, argument: string, value: string, who?: Parameters<typeof app.as>[0]) =>
    (await (who ? app.as(who) : app).execute(call(name, argument), { value })).data[name];
  const aPerson = () => aMemberLoggedIn(app);

  it('are confirmed by the link that a sign-up mails, once', async () => {
    const input = aSignUp();
    await signUp(app, input);
    const token = await tokenTo(app, mailbox, input.ownerEmail);
    await app.raised();

    expect(await run('emailVerify', 'token', token)).toEqual({ ok: true, userErrors: [] });

    const account = await app.context().em.findOneOrFail(Account, { email: input.ownerEmail });
    expect(account.emailVerifiedAt).toBeInstanceOf(Date);
    expect(await app.raised()).toMatchObject([{ type: 'auth.email.verified.v1', payload: { userId: account.id } }]);
    expect((await run('emailVerify', 'token', token)).userErrors).toEqual([{ code: 'TOKEN_INVALID', field: ['token'] }]);
  });

  it('are mailed the link again, while they wait for it', async () => {
    const { account } = await aPerson();
    expect(await run('emailVerificationSend', 'email', account.email)).toEqual({ ok: true, userErrors: [] });
    await run('emailVerify', 'token', await tokenTo(app, mailbox, account.email));

    expect(await run('emailVerificationSend', 'email', account.email)).toEqual({ ok: true, userErrors: [] });
    expect(await run('emailVerificationSend', 'email', 'nobody@example.com')).toEqual({ ok: true, userErrors: [] });

    expect(await mailsTo(app, mailbox, account.email)).toHaveLength(1);
    expect((await run('emailVerificationSend', 'email', 'nonsense')).userErrors).toEqual([{ code: 'INVALID', field: ['email'] }]);
  });

  it('are not confirmed by a link that was mailed to another one', async () => {
    const { account } = await aPerson();
    await run('emailVerificationSend', 'email', account.email);
    const token = await tokenTo(app, mailbox, account.email);
    await app.context().em.nativeUpdate(Account, { id: account.id }, { email: `moved-${account.email}` });

    expect((await run('emailVerify', 'token', token)).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
    expect((await accountOf(account.id)).emailVerifiedAt).toBeNull();
  });

  describe('are changed', () => {
    it('by the link that the new one is mailed; the old one is told, and can take it back', async () => {
      const { account, identity, token: refreshToken } = await aPerson();
      const newEmail = `new-${account.email}`;
      expect(await run('emailChangeRequest', 'newEmail', newEmail.toUpperCase(), identity)).toEqual({ ok: true, userErrors: [] });
      const token = await tokenTo(app, mailbox, newEmail);
      expect((await accountOf(account.id)).email).toBe(account.email);

      expect(await run('emailChangeConfirm', 'token', token)).toEqual({ ok: true, userErrors: [] });

      expect(await app.raised()).toMatchObject([{ type: 'auth.email.changed.v1', payload: { userId: account.id, email: newEmail } }]);
      expect((await logIn(app, { email: newEmail })).userErrors).toEqual([]);
      expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
      const undo = await tokenTo(app, mailbox, account.email);
      expect(await run('emailChangeUndo', 'token', undo)).toEqual({ ok: true, userErrors: [] });
      expect((await accountOf(account.id)).email).toBe(account.email);
      expect((await refresh(app, refreshToken)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
    });

    it('to none that somebody else has by then, and by no link for something else', async () => {
      const [one, other] = [await aPerson(), await aPerson()];
      await run('emailChangeRequest', 'newEmail', 'wanted@example.com', one.identity);
      const token = await tokenTo(app, mailbox, 'wanted@example.com');
      await app.context().em.nativeUpdate(Account, { id: other.account.id }, { email: 'wanted@example.com' });

      for (const name of ['emailChangeUndo', 'emailVerify', 'accountUnlock']) {
        expect((await run(name, 'token', token)).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
      }
      expect((await run('emailChangeConfirm', 'token', token)).userErrors).toMatchObject([{ code: 'EMAIL_TAKEN' }]);
      expect((await accountOf(one.account.id)).email).toBe(one.account.email);
    });

    it('not by a link from before the password was reset', async () => {
      const { account, identity } = await aPerson();
      await run('emailChangeRequest', 'newEmail', `thief-${account.email}`, identity);
      const token = await tokenTo(app, mailbox, `thief-${account.email}`);
      await app.execute('mutation ($email: String!) { passwordResetRequest(email: $email) { ok } }', { email: account.email });
      const reset = 'mutation ($token: String!) { passwordReset(token: $token, newPassword: "plenty of nonsense words") { ok } }';
      const { data } = await app.execute(reset, { token: await tokenTo(app, mailbox, account.email) });

      expect(data.passwordReset.ok).toBe(true);
      expect((await run('emailChangeConfirm', 'token', token)).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
      expect((await accountOf(account.id)).email).toBe(account.email);
    });

    it('and leave no link behind that was mailed to the address from before', async () => {
      const { account, identity } = await aPerson();
      const newEmail = `new-${account.email}`;
      await run('emailChangeRequest', 'newEmail', newEmail, identity);
      await run('emailChangeConfirm', 'token', await tokenTo(app, mailbox, newEmail));
      const undo = await tokenTo(app, mailbox, account.email);
      await app.execute('mutation ($email: String!) { passwordResetRequest(email: $email) { ok } }', { email: newEmail });
      const token = await tokenTo(app, mailbox, newEmail);
      await run('emailChangeUndo', 'token', undo);

      const reset =
        'mutation ($token: String!) { passwordReset(token: $token, newPassword: "plenty of nonsense words") { userErrors { code } } }';
      expect((await app.execute(reset, { token })).data.passwordReset.userErrors).toEqual([{ code: 'TOKEN_INVALID' }]);
    });

    it('back, too, where they were changed again in the meantime', async () => {
      const { account, identity } = await aPerson();
      const changeTo = async (address: string) => {
        await run('emailChangeRequest', 'newEmail', address, identity);
        expect((await run('emailChangeConfirm', 'token', await tokenTo(app, mailbox, address))).userErrors).toEqual([]);
      };
      await changeTo(`first-${account.email}`);
      const undo = await tokenTo(app, mailbox, account.email);
      await changeTo(`second-${account.email}`);

      expect((await run('emailChangeUndo', 'token', undo)).userErrors).toEqual([]);
      expect((await accountOf(account.id)).email).toBe(account.email);
    });

    it('by nobody who is not logged in', async () => {
      const { errors } = await app.execute(call('emailChangeRequest', 'newEmail'), { value: 'a@example.com' });

      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    });
  });

  it('are told of a login with a client that was never seen, and of no other', async () => {
    const { account } = await aPerson();
    await logIn(app, account);
    expect(await mailsTo(app, mailbox, account.email)).toEqual([]);
    const input = { email: account.email, password: 'correct horse battery staple', deviceName: 'A <b>phone</b>' };
    await app.running().handle({
      query: 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }',
      variables: { input },
      identity: { kind: 'anonymous', subject: null, organizationId: null, scopes: [], sessionId: null },
      requestId: 'x',
      client: { ip: '203.0.113.5', userAgent: 'another browser' },
    });

    const [sent] = await mailsTo(app, mailbox, account.email);

    expect(sent).toMatchObject({ subject: 'New login to your account' });
    expect(sent?.text).toContain('Device: A <b>phone</b> · Client: another browser · Address: 203.0.113.5');
    expect(sent?.html).toContain('A &lt;b&gt;phone&lt;/b&gt;');
    expect(sent?.text).toContain('-- \nAcme');
  });
});
