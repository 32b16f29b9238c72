import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, PASSWORD } from '../testing/arrange.js';
import { aMemberWithTotp, CHALLENGED, VERIFY } from '../testing/second-factor.js';

const DEVICES = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { mfa { trustedDevices { id name } } } } }';
const REVOKE = 'mutation ($id: ID!) { trustedDeviceRevoke(id: $id) { ok userErrors { code field } } }';

describe('a trusted device', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, LOCKOUT_ACCOUNT_ATTEMPTS: '10' } });
  const em = () => app.context().em;
  const logInTo = async ({ email }: { email: string }, input: object = {}, ip = '127.0.0.1') => {
    const variables = { input: { email, password: PASSWORD, ...input } };
    const { data } = await app.running().handle({ query: CHALLENGED, variables, identity: anonymous, requestId: 'x', client: { ip } });
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    return (data as any).login;
  };
  /** Logs in with both factors and has the device trusted. */
  const aTrusted = async () => {
    const member = await aMemberWithTotp(app);
    const { challengeToken } = (await logInTo(member.account)).outcome;
    const input = { challengeToken, kind: 'TOTP', code: member.authenticator.next(), trustDevice: true };
    const { outcome } = (await app.execute(VERIFY, { input })).data.loginVerifyMfa;
    return { ...member, trustedDeviceToken: outcome.trustedDeviceToken as string };
  };

  it('stands in for the second factor, for thirty days from its last login', async () => {
    const { account, trustedDeviceToken } = await aTrusted();
    const soon = new Date(Date.now() + 1_000);
    await em().nativeUpdate(TrustedDevice, { userId: account.id }, { expiresAt: soon });

    expect((await logInTo(account, { trustedDeviceToken })).outcome).toMatchObject({ __typename: 'TokenPair', session: { aal: 1 } });

    const { expiresAt } = await em().findOneOrFail(TrustedDevice, { userId: account.id });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 29.9 * 86_400_000);
    await em().nativeUpdate(TrustedDevice, { userId: account.id }, { expiresAt: new Date() });
    expect((await logInTo(account, { trustedDeviceToken })).outcome.__typename).toBe('MfaChallenge');
  });

  it('is nothing to somebody else, nor without the password', async () => {
    const { account, trustedDeviceToken } = await aTrusted();
    const other = await aMemberWithTotp(app);

    expect((await logInTo(other.account, { trustedDeviceToken })).outcome.__typename).toBe('MfaChallenge');
    expect((await logInTo(account, { trustedDeviceToken, password: 'wrong' })).userErrors).toEqual([{ code: 'INVALID_CREDENTIALS' }]);
    expect((await logInTo(account, { trustedDeviceToken: 'made up' })).outcome.__typename).toBe('MfaChallenge');
  });

  it('that was trusted without a second factor stands in for none', async () => {
    const { account, organization } = await aMember(app);
    const { outcome } = await logInTo(account, { trustDevice: true });
    expect(outcome.trustedDeviceToken).toMatch(/^[\w-]{43}$/);
    await em().execute('update account set has_second_factor = true where id = ?', [account.id]);

    const again = await logInTo(account, { trustedDeviceToken: outcome.trustedDeviceToken, organizationSlug: organization.slug });

    expect(again.outcome.__typename).toBe('MfaChallenge');
  });

  it('gets in while others have locked the account, and is itself blocked by ten wrong passwords', async () => {
    const { account } = await aMember(app);
    const { trustedDeviceToken } = (await logInTo(account, { trustDevice: true })).outcome;
    for (const ip of ['198.51.100.1', '198.51.100.2']) {
      for (let count = 0; count < 6; count += 1) await logInTo(account, { password: 'wrong' }, ip);
    }
    expect((await logInTo(account)).userErrors).toEqual([{ code: 'ACCOUNT_LOCKED' }]);

    expect((await logInTo(account, { trustedDeviceToken })).userErrors).toEqual([]);

    for (let count = 0; count < 10; count += 1) await logInTo(account, { trustedDeviceToken, password: 'wrong' });
    expect((await logInTo(account, { trustedDeviceToken })).userErrors).toEqual([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it('is shown to its person, who can revoke it', async () => {
    const { account, identity, trustedDeviceToken } = await aTrusted();
    const other = await aTrusted();
    const { data } = await app.as(identity).execute(DEVICES, { of: [{ __typename: 'User', id: account.id }] });
    const [{ id }] = data._entities[0].mfa.trustedDevices;
    const revoke = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(REVOKE, { id })).data.trustedDeviceRevoke;

    expect((await revoke(other.identity)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
    expect(await revoke(identity)).toEqual({ ok: true, userErrors: [] });
    expect((await logInTo(account, { trustedDeviceToken })).outcome.__typename).toBe('MfaChallenge');
  });

  it('is known by a hash', async () => {
    const { account, trustedDeviceToken } = await aTrusted();

    const rows = await em().execute('select row_to_json(t)::text as row from trusted_device t where user_id = ?', [account.id]);

    expect(JSON.stringify(rows)).not.toContain(trustedDeviceToken);
  });
});
