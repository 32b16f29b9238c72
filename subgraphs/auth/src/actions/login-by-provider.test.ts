import { afterAll, describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { OidcAttempt } from '../domain/oidc-attempt.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anAccount, anOrganization, CONFIG, logIn } from '../testing/arrange.js';
import { guesser } from '../testing/guess.js';
import { aProvider, Browser, CLIENT, person, REDIRECT, setting } from '../testing/oidc-provider.js';
import { setPolicy } from '../testing/policy.js';
import { begin, finish, logInBy } from '../testing/provider-logins.js';
import { aMemberWithTotp, VERIFY } from '../testing/second-factor.js';

const provider = await aProvider();
afterAll(() => provider.stop());

const PLATFORM = 'acme-id';
const config = { ...CONFIG, OIDC_PROVIDERS: JSON.stringify([setting(provider.issuer)]), OUTGOING_NETWORKS: '127.0.0.0/8' };
const refused = (code: string, field: string[] | null = null) => ({ outcome: null, userErrors: [{ code, field }] });
const NOT_LINKED = refused('IDENTITY_NOT_LINKED');

describe('a login by a provider of the platform', () => {
  const app = testSubgraph(authSubgraph, { config });
  const em = () => app.context().em;
  const verified = { emailVerifiedAt: new Date() };
  const aVerified = async (init: Parameters<typeof aMember>[1] = {}) => {
    const member = await aMember(app, init);
    await em().nativeUpdate(Account, { id: member.account.id }, verified);
    return { ...member, who: person(`sub-${member.account.id}`, member.account.email) };
  };

  it('opens the account with the address that both sides know to be theirs, and the next time whatever the address', async () => {
    const { account, organization, who } = await aVerified();
    await app.raised();

    const { outcome, userErrors } = await logInBy(app, PLATFORM, who, { deviceName: ' Laptop ' });

    expect(userErrors).toEqual([]);
    expect(outcome).toMatchObject({
      __typename: 'TokenPair',
      session: { aal: 1, authMethods: ['fed'], deviceName: 'Laptop', organization: { id: organization.id } },
    });
    expect(jwt.decode(outcome.accessToken)).toMatchObject({ sub: account.id, org: organization.id, amr: ['fed'], acr: 'aal1' });
    const linked = await em().findOneOrFail(LinkedIdentity, { userId: account.id });
    expect(await app.raised()).toMatchObject([
      { type: 'auth.identity.linked.v1', payload: { userId: account.id, linkedIdentityId: linked.id, providerId: PLATFORM, by: 'LOGIN' } },
      { type: 'auth.session.started.v1', payload: { sessionId: outcome.session.id } },
    ]);

    const moved = person(`sub-${account.id}`, 'elsewhere@example.org', false);
    expect((await logInBy(app, PLATFORM, moved)).outcome.session.organization).toEqual({ id: organization.id });
    expect(await em().count(LinkedIdentity, { userId: account.id })).toBe(1);
    expect((await em().findOneOrFail(LinkedIdentity, { id: linked.id }, { refresh: true })).lastUsedAt).not.toBeNull();
  });

  it.each([
    ['the provider does not know it to be theirs', { emailVerifiedAt: new Date() }, false],
    ['the provider does not say so', { emailVerifiedAt: new Date() }, null],
    ['we do not know it to be theirs: it may be a trap', {}, true],
    ['they are staff', { emailVerifiedAt: new Date(), platformScopes: ['platform:orgs:read'] }, true],
    ['they are disabled', { emailVerifiedAt: new Date(), status: AccountStatus.DISABLED }, true],
  ])('opens no account by its address where %s', async (_why, init, isVerified) => {
    const account = await anAccount(app, init);
    const { id: organizationId } = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId });

    expect(await logInBy(app, PLATFORM, person(`sub-${account.id}`, account.email, isVerified))).toEqual(NOT_LINKED);
    expect(await em().count(LinkedIdentity, { userId: account.id })).toBe(0);
  });

  it('answers the same where nobody has the address, and where the provider tells none', async () => {
    expect(await logInBy(app, PLATFORM, person('sub-nobody', 'nobody@example.org'))).toEqual(NOT_LINKED);
    expect(await logInBy(app, PLATFORM, { subject: 'sub-silent' })).toEqual(NOT_LINKED);
  });

  it('does not take the one who got an address after somebody for that somebody', async () => {
    const { account, who } = await aVerified();
    await logInBy(app, PLATFORM, who);

    expect(await logInBy(app, PLATFORM, person('sub-of-a-successor', account.email))).toEqual(NOT_LINKED);
  });

  it('holds to what holds for a login by password: choice, slug, second factor, suspension, membership', async () => {
    const { account, organization, grant, who } = await aVerified();
    const other = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId: other.id });

    expect((await logInBy(app, PLATFORM, who)).outcome).toMatchObject({ __typename: 'OrganizationChoice', organizations: { length: 2 } });
    expect((await logInBy(app, PLATFORM, who, { organizationSlug: other.slug.toUpperCase() })).outcome.session.organization.id).toBe(
      other.id,
    );
    await em().nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.SUSPENDED });
    expect(await logInBy(app, PLATFORM, who, { organizationSlug: organization.slug })).toEqual(refused('ORGANIZATION_SUSPENDED'));
    await em().nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.ACTIVE });
    await em().nativeUpdate(MembershipGrant, { id: grant.id }, { status: MembershipStatus.REMOVED });
    expect(await logInBy(app, PLATFORM, who, { organizationSlug: organization.slug })).toEqual(refused('NOT_A_MEMBER'));
  });

  it('is one factor: the other one is asked for, and a session of both can be carried to a choice', async () => {
    const { account, authenticator } = await aMemberWithTotp(app);
    await em().nativeUpdate(Account, { id: account.id }, verified);

    const { outcome } = await logInBy(app, PLATFORM, person(`sub-${account.id}`, account.email));
    const input = { challengeToken: outcome.challengeToken, kind: 'TOTP', code: authenticator.next(), trustDevice: true };
    const met = (await app.execute(VERIFY, { input })).data.loginVerifyMfa.outcome;

    expect(outcome).toMatchObject({ __typename: 'MfaChallenge', factors: ['TOTP', 'BACKUP_CODE'] });
    expect(met).toMatchObject({ session: { aal: 2, authMethods: ['fed', 'otp'] }, trustedDeviceToken: expect.any(String) });
  });

  it('is refused while the account is locked, and forgives no wrong password', async () => {
    const { account, organization, who } = await aVerified();
    await logInBy(app, PLATFORM, who);
    await setPolicy(app, organization.id, { lockoutMaxAttempts: 3 });
    await guesser(app).fail(account.email, 2);
    expect((await logInBy(app, PLATFORM, who)).userErrors).toEqual([]);
    await guesser(app).fail(account.email, 1);
    await app.raised();

    expect(await logInBy(app, PLATFORM, who)).toEqual(refused('ACCOUNT_LOCKED'));
    expect(await app.raised()).toMatchObject([{ type: 'auth.login.failed.v1', payload: { userId: account.id, reason: 'ACCOUNT_LOCKED' } }]);
    expect((await logIn(app, account)).userErrors).toEqual([{ code: 'INVALID_CREDENTIALS', field: null }]);
  });

  it('works once, in the browser that began it', async () => {
    const { who } = await aVerified();
    const [ours, another] = [await begin(app, PLATFORM), await begin(app, PLATFORM)];
    const callbackUrl = await new Browser().visit(ours.authorizationUrl, who);

    expect(await finish(app, another.loginState, callbackUrl)).toEqual(refused('IDENTITY_REJECTED'));
    expect(await finish(app, 'made up', callbackUrl)).toEqual(refused('TOKEN_INVALID', ['input', 'loginState']));
    const [first, second] = await Promise.all([finish(app, ours.loginState, callbackUrl), finish(app, ours.loginState, callbackUrl)]);

    const [won, lost] = first.outcome ? [first, second] : [second, first];
    expect(won.outcome.__typename).toBe('TokenPair');
    expect(lost).toEqual(refused('TOKEN_INVALID', ['input', 'loginState']));
  });

  it('takes a code once: a second attempt cannot use the first one’s', async () => {
    const { who } = await aVerified();
    const [first, second] = [await begin(app, PLATFORM), await begin(app, PLATFORM)];
    const callbackUrl = await new Browser().visit(first.authorizationUrl, who);
    expect((await finish(app, first.loginState, callbackUrl)).outcome.__typename).toBe('TokenPair');

    const url = new URL(callbackUrl);
    url.searchParams.set('state', new URL(second.authorizationUrl).searchParams.get('state') ?? '');
    expect(await finish(app, second.loginState, url.href)).toEqual(refused('IDENTITY_REJECTED'));
  });

  it('is over after ten minutes, and where the person said no', async () => {
    const { who } = await aVerified();
    const late = await begin(app, PLATFORM);
    const callbackUrl = await new Browser().visit(late.authorizationUrl, who);
    expect(Math.round((new Date(late.expiresAt).getTime() - Date.now()) / 60_000)).toBe(10);
    await em().nativeUpdate(OidcAttempt, {}, { expiresAt: new Date(Date.now() - 1_000) });
    expect(await finish(app, late.loginState, callbackUrl)).toEqual(refused('TOKEN_INVALID', ['input', 'loginState']));

    const { loginState, authorizationUrl } = await begin(app, PLATFORM);
    const state = new URL(authorizationUrl).searchParams.get('state');
    const no = `${REDIRECT}?error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect(await finish(app, loginState, no)).toEqual(refused('IDENTITY_REJECTED'));
  });

  it('sends people back to pages of ours only', async () => {
    for (const redirectUri of ['https://evil.example/', 'http://localhost:4001/login/done', `${REDIRECT}?to=evil`]) {
      expect((await begin(app, PLATFORM, { redirectUri })).userErrors).toEqual([{ code: 'INVALID', field: ['input', 'redirectUri'] }]);
    }
    const { loginState, authorizationUrl } = await begin(app, PLATFORM);
    const callbackUrl = await new Browser().visit(authorizationUrl, { subject: 'anybody' });
    expect(await finish(app, loginState, callbackUrl.replace('/login/done', '/elsewhere'))).toEqual(refused('IDENTITY_REJECTED'));
  });

  it('knows no provider that is not there', async () => {
    for (const id of ['unknown', '019a0000-0000-7000-8000-000000000000']) {
      expect((await begin(app, id)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['input', 'providerId'] }]);
    }
  });

  it('asks with PKCE, state and nonce, none of which is what stays in the browser; rows hold no secret', async () => {
    const { authorizationUrl, loginState } = await begin(app, PLATFORM);
    const asked = Object.fromEntries(new URL(authorizationUrl).searchParams);

    expect(asked).toMatchObject({
      ...{ response_type: 'code', client_id: CLIENT.client_id, redirect_uri: REDIRECT, scope: 'openid email profile' },
      ...{
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{43}$/),
      },
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(new Set([asked.state, asked.nonce, asked.code_challenge, loginState]).size).toBe(4);
    const rows = JSON.stringify(await em().execute('select * from oidc_attempt'));
    for (const secret of [loginState, asked.state, asked.nonce, asked.code_challenge, CLIENT.client_secret])
      expect(rows).not.toContain(secret);
  });

  it('needs no more statements than it must', async () => {
    const { who } = await aVerified();
    await logInBy(app, PLATFORM, who);
    const words = (statements: readonly string[]) => statements.map((sql) => sql.split(' ')[0]);
    let [begun, callbackUrl] = [await begin(app, PLATFORM), ''];

    const begins = await app.statementsOf(async () => {
      begun = await begin(app, PLATFORM);
    });
    callbackUrl = await new Browser().visit(begun.authorizationUrl, who);
    const finishes = await app.statementsOf(() => finish(app, begun.loginState, callbackUrl));

    expect(words(begins)).toEqual(['insert', 'begin', 'insert', 'commit']);
    expect(words(finishes)).toEqual([
      ...['insert', 'delete', 'update', 'select', 'select', 'select', 'select', 'select'],
      ...['begin', 'select', 'select', 'select', 'select', 'insert', 'with', 'commit', 'select'],
    ]);
  });
});
