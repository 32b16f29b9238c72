import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { apiKeyCreated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { ApiKey } from '../domain/api-key.entity.js';
import { ServiceAccount } from '../domain/service-account.entity.js';
import { aMember, CONFIG, PASSWORD, store } from '../testing/arrange.js';
import { authWithMailbox, mailsTo } from '../testing/mailbox.js';
import { setPolicy } from '../testing/policy.js';
import { aMemberWithTotp, CHALLENGED, VERIFY } from '../testing/second-factor.js';
import { remindOfEnds } from './remind-of-ends.js';

const DAY = 86_400_000;

describe('people are told by mail', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const em = () => app.context().em;
  const subjectsTo = async (address: string) => (await mailsTo(app, mailbox, address)).map(({ subject }) => subject);
  const challengeOf = async (email: string) =>
    (await app.execute(CHALLENGED, { input: { email, password: PASSWORD } })).data.login.outcome.challengeToken;
  const verify = async (email: string, input: object) =>
    (await app.execute(VERIFY, { input: { challengeToken: await challengeOf(email), kind: 'TOTP', ...input } })).data.loginVerifyMfa;

  it.each(['TOTP', 'BACKUP_CODE'])('and in an event, of a code that comes twice: %s', async (kind) => {
    const { account, authenticator, backupCodes } = await aMemberWithTotp(app);
    const code = kind === 'TOTP' ? authenticator.next() : backupCodes[0];
    expect((await verify(account.email, { kind, code })).userErrors).toEqual([]);
    await app.raised();
    await mailsTo(app, mailbox, account.email);
    mailbox.mails.length = 0;

    expect((await verify(account.email, { kind, code })).userErrors).toEqual([{ code: 'MFA_CODE_REUSED', field: ['code'] }]);

    expect(await app.raised()).toMatchObject([{ type: 'auth.login.failed.v1', payload: { userId: account.id, reason: 'CODE_REUSED' } }]);
    const [told] = await mailsTo(app, mailbox, account.email);
    expect(told).toMatchObject({ subject: 'A code for your account came twice' });
    expect(told?.text).toContain('Client: jest · Address: 127.0.0.1');
    expect(JSON.stringify(mailbox.mails)).not.toContain(code);
  });

  it('of new backup codes', async () => {
    const { account, identity } = await aMemberWithTotp(app);

    await app.as(identity).execute('mutation { backupCodesRegenerate { userErrors { code } } }');

    expect(await subjectsTo(account.email)).toContain('You have new backup codes');
  });

  it('and in an event, of a device that is trusted from now on', async () => {
    const { account, authenticator } = await aMemberWithTotp(app);
    await app.raised();

    await verify(account.email, { code: authenticator.next(), trustDevice: true });

    const facts = { userId: account.id, deviceId: expect.any(String), hasSecondFactor: true };
    expect(await app.raised()).toContainEqual(expect.objectContaining({ type: 'auth.trusted_device.added.v1', payload: facts }));
    expect(await subjectsTo(account.email)).toContain('A device is trusted from now on');
  });

  describe('who keep the keys of machines', () => {
    async function aMachine(init: Partial<ApiKey> = {}, machine: Partial<ServiceAccount> = {}) {
      const owner = await aMember(app, { grant: { permissions: ['org:ownership:write'] } });
      const { organization } = owner;
      const keeper = await aMember(app, { organization, grant: { roleKeys: ['it'], permissions: ['org:keys:write'] } });
      const other = await aMember(app, { organization, grant: { roleKeys: ['member'], permissions: ['org:read'] } });
      const settings = { name: 'Till', description: null, scopes: ['org:read'], enabled: true, createdById: null };
      const account = await store(app, Object.assign(new ServiceAccount({ organizationId: organization.id, ...settings }), machine));
      const { key } = ApiKey.make(account, { scopes: ['org:read'], expiresAt: null, allowedIpCidrs: [], rateLimitPerMinute: null });
      await store(app, Object.assign(key, { createdAt: new Date(Date.now() - 100 * DAY), ...init }));
      const told = async () => {
        const lists: string[][] = [];
        for (const { account } of [owner, keeper, other]) lists.push(await subjectsTo(account.email));
        return lists;
      };
      return { organization, account, key, told, owner };
    }
    const inDays = (days: number) => new Date(Date.now() + days * DAY);
    const pass = async (key: ApiKey, days: number) => em().nativeUpdate(ApiKey, { id: key.id }, { expiresAt: inDays(days) });
    const remind = () => remindOfEnds(app.context<AuthContext>());

    it('of a new key', async () => {
      const { organization, account, key, told } = await aMachine();
      const facts = { apiKeyId: key.id, serviceAccountId: account.id, organizationId: organization.id };

      await app.deliver(apiKeyCreated, { ...facts, scopes: key.scopes, expiresAt: null });

      expect(await told()).toEqual([['New API key for Till'], ['New API key for Till'], []]);
    });

    it('fourteen days before a key ends, and a day before it, once each', async () => {
      const { key, told } = await aMachine({ expiresAt: inDays(14.1) });
      await remind();
      expect(await told()).toEqual([[], [], []]);

      await pass(key, 13.9);
      await Promise.all([remind(), remind(), remind()]);
      const first = `An API key of Till ends on ${inDays(13.9).toISOString().slice(0, 10)}`;
      expect(await told()).toEqual([[first], [first], []]);

      await pass(key, 0.9);
      await remind();
      await remind();
      const last = `An API key of Till ends on ${inDays(0.9).toISOString().slice(0, 10)}`;
      expect(await told()).toEqual([[first, last], [first, last], []]);
    });

    it.each([
      ['was revoked', { revokedAt: new Date() }, {}],
      ['has a successor', { revokesAt: inDays(3) }, {}],
      ['is over', { expiresAt: inDays(-1) }, {}],
      ['was short-lived from the start', { createdAt: inDays(0), expiresAt: inDays(0.5) }, {}],
      ['is of a machine that is off', {}, { enabled: false }],
      ['is of a machine that is gone', {}, { deletedAt: new Date() }],
    ])('of no key that %s', async (_, init, machine) => {
      const { told } = await aMachine({ expiresAt: inDays(0.5), ...init }, machine);

      await remind();

      expect(await told()).toEqual([[], [], []]);
    });
  });

  describe('whose password gets too old', () => {
    async function aPassword(passwordMaxAgeDays: number, ageDays: number) {
      const { account, organization } = await aMember(app);
      await setPolicy(app, organization.id, { passwordMaxAgeDays });
      const grow = (days: number) =>
        em().nativeUpdate(Account, { id: account.id }, { passwordChangedAt: new Date(Date.now() - days * DAY) });
      await grow(ageDays);
      return { account, organization, grow, told: () => subjectsTo(account.email) };
    }
    const remind = () => remindOfEnds(app.context<AuthContext>());

    it('a week before, once for each password', async () => {
      const { told, grow, account } = await aPassword(90, 82);
      await remind();
      expect(await told()).toEqual([]);

      await grow(84);
      await Promise.all([remind(), remind()]);
      const first = `Your password is good until ${new Date(Date.now() + 6 * DAY).toISOString().slice(0, 10)}`;
      expect(await told()).toEqual([first]);

      // Another password, which has grown old, too.
      await em().nativeUpdate(Account, { id: account.id }, { passwordRemindedAt: new Date(Date.now() - 100 * DAY) });
      await remind();
      expect(await told()).toEqual([first, first]);
    });

    it('by the strictest of their organizations, and not where it is too late', async () => {
      const { told, account } = await aPassword(365, 84);
      const strict = await aMember(app);
      await setPolicy(app, strict.organization.id, { passwordMaxAgeDays: 90 });
      const late = await aPassword(30, 31);
      await remind();
      expect([await told(), await late.told()]).toEqual([[], []]);

      await em().execute('update membership_grant set user_id = ? where id = ?', [account.id, strict.grant.id]);
      await remind();
      expect(await told()).toHaveLength(1);
    });
  });
});
