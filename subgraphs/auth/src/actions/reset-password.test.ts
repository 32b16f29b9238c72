import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { BackupCode } from '../domain/backup-code.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { MfaFactor } from '../domain/mfa-factor.entity.js';
import { OneTimeToken } from '../domain/one-time-token.entity.js';
import { OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { aMemberLoggedIn, anAccount, CONFIG, logIn, refresh, store } from '../testing/arrange.js';
import { authWithMailbox, mailsTo, tokenTo } from '../testing/mailbox.js';
import { aMemberWithTotp } from '../testing/second-factor.js';
import { forgetThePast } from './forget-the-past.js';

const ASK = 'mutation ($email: String!) { passwordResetRequest(email: $email) { ok userErrors { code field } } }';
const RESET =
  'mutation ($token: String!, $new: String!) { passwordReset(token: $token, newPassword: $new) { ok userErrors { code field } } }';
const NEW = 'plenty of nonsense words';

describe('passwords', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const em = () => app.context().em;
  const aPerson = () => aMemberLoggedIn(app);
  const ask = async (email: string) => (await app.execute(ASK, { email })).data.passwordResetRequest;
  const reset = async (token: string, password = NEW) => (await app.execute(RESET, { token, new: password })).data.passwordReset;

  async function aPersonWithCredentials(): Promise<Account> {
    const { account } = await aMemberWithTotp(app);
    const userId = account.id;
    await store(app, new TrustedDevice({ userId, token: randomUUID(), name: null, userAgent: null, hasSecondFactor: true }));
    const [issuer, subject] = ['https://accounts.example', randomUUID()];
    await store(app, new LinkedIdentity({ userId, providerId: 'google', issuer, subject, email: null }));
    return account;
  }
  async function credentialsOf({ id: userId }: Account) {
    const { hasSecondFactor } = await em().findOneOrFail(Account, { id: userId });
    const counts = [
      em().count(MfaFactor, { userId }),
      em().count(BackupCode, { userId }),
      em().count(TrustedDevice, { userId }),
      em().count(LinkedIdentity, { userId }),
    ];
    return [...(await Promise.all(counts)), hasSecondFactor];
  }

  describe('a reset', () => {
    it('sets a new password by the mailed link, ends every session and opens what was blocked', async () => {
      const { account, token: refreshToken } = await aPerson();
      for (let count = 0; count < 10; count += 1) await logIn(app, account, { password: 'wrong' });
      expect(await ask(` ${account.email.toUpperCase()}`)).toEqual({ ok: true, userErrors: [] });
      const token = await tokenTo(app, mailbox, account.email);
      await app.raised();

      expect(await reset(token)).toEqual({ ok: true, userErrors: [] });

      expect((await app.raised()).map(({ type }) => type).toSorted()).toEqual([
        'auth.account.unlocked.v1',
        'auth.password.changed.v1',
        'auth.session.ended.v1',
      ]);
      expect((await refresh(app, refreshToken)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
      expect((await logIn(app, account, { password: NEW })).userErrors).toEqual([]);
      expect((await em().findOneOrFail(Account, { id: account.id })).emailVerifiedAt).toBeInstanceOf(Date);
    });

    it('works once, of many at once too, and takes the other links with it', async () => {
      const { account } = await aPerson();
      await ask(account.email);
      const first = await tokenTo(app, mailbox, account.email);
      await ask(account.email);
      const second = await tokenTo(app, mailbox, account.email);

      const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => reset(second, `${NEW} ${index}`)));

      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
      expect(codes).toEqual(Array(4).fill('TOKEN_INVALID'));
      for (const token of [first, second, 'made up']) {
        expect(await reset(token, 'yet another good one')).toEqual({
          ok: false,
          userErrors: [{ code: 'TOKEN_INVALID', field: ['token'] }],
        });
      }
    });

    it('leaves no other way in where it is the first proof of the address, and all of them where it is not', async () => {
      const resets: unknown[] = [];
      for (const emailVerifiedAt of [null, new Date()]) {
        const account = await aPersonWithCredentials();
        await em().nativeUpdate(Account, { id: account.id }, { emailVerifiedAt });
        await ask(account.email);
        const token = await tokenTo(app, mailbox, account.email);
        await app.raised();
        await reset(token);
        const raised = (await app.raised()).filter(({ type }) => type === 'auth.mfa.reset.v1').length;
        resets.push([await credentialsOf(account), raised]);
      }

      expect(resets).toEqual([
        [[0, 0, 0, 0, false], 1],
        // Devices are trusted no longer after any reset.
        [[1, 10, 0, 1, true], 0],
      ]);
    });

    it('is over after an hour, and a refused password does not use the link up', async () => {
      const { account } = await aPerson();
      await ask(account.email);
      const token = await tokenTo(app, mailbox, account.email);

      expect((await reset(token, 'short')).userErrors).toEqual([{ code: 'PASSWORD_TOO_WEAK', field: ['newPassword'] }]);
      expect((await em().findOneOrFail(OneTimeToken, { userId: account.id })).usedAt).toBeNull();
      await em().nativeUpdate(OneTimeToken, { userId: account.id }, { expiresAt: new Date(Date.now() - 1) });

      expect((await reset(token)).userErrors).toEqual([{ code: 'TOKEN_EXPIRED', field: ['token'] }]);
    });

    it('is asked for with the same steps and the same answer where there is nobody', async () => {
      const { account } = await aPerson();
      const disabled = await anAccount(app, { status: AccountStatus.DISABLED });
      const statementsFor = (email: string) => app.statementsOf(() => ask(email));

      const [known, unknown] = [await statementsFor(account.email), await statementsFor('nobody@example.net')];

      expect(unknown.map((sql) => sql.split(' ')[0])).toEqual(known.map((sql) => sql.split(' ')[0]));
      expect(await ask('somebody@example.net')).toEqual(await ask(account.email));
      await ask(disabled.email);
      expect(await mailsTo(app, mailbox, 'nobody@example.net')).toEqual([]);
      expect(await mailsTo(app, mailbox, disabled.email)).toEqual([]);
      expect(await em().count(OutgoingMail)).toBe(0);
      expect(await app.raised()).toEqual([]);
    });

    it('is mailed five times an hour to one address, and is refused with a time to wait then', async () => {
      const { account } = await aPerson();
      for (let count = 0; count < 5; count += 1) expect((await ask(account.email)).ok).toBe(true);

      const { data, errors } = await app.execute(ASK, { email: account.email });

      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }]);
    });

    it('stores neither the link nor whom it is for where it can be read', async () => {
      const { account } = await aPerson();
      await mailsTo(app, mailbox, account.email);
      await ask(account.email);
      const waiting = await em().execute<object[]>('select row_to_json(m)::text as row from outgoing_mail m');
      expect(waiting).toHaveLength(1);
      expect(JSON.stringify(waiting)).not.toContain(account.email);
      const token = await tokenTo(app, mailbox, account.email);

      const stored = await em().execute('select row_to_json(t)::text as row from one_time_token t');

      expect(JSON.stringify(stored)).not.toContain(token);
      expect(await em().count(OutgoingMail)).toBe(0);
    });
  });

  it('forgets links and counts of yesterday', async () => {
    const { account } = await aPerson();
    await ask(account.email);
    await tokenTo(app, mailbox, account.email);
    await logIn(app, account, { password: 'wrong' });
    await em().execute(`update one_time_token set expires_at = now() - interval '2 days'`);
    await em().execute(`update login_guard set since = now() - interval '2 hours', blocked_until = null`);
    await em().execute(`update throttle set full_until = now() - interval '1 second'`);

    await forgetThePast(app.context<AuthContext>());

    for (const table of ['one_time_token', 'login_guard', 'throttle']) {
      expect({ table, left: await em().execute(`select * from ${table}`) }).toEqual({ table, left: [] });
    }
  });
});
