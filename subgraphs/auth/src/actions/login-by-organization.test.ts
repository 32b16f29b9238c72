import { afterAll, describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { AccountStatus } from '../domain/account.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anOrganization, CONFIG, identityOf, PASSWORD, store } from '../testing/arrange.js';
import { aProvider, Browser, person } from '../testing/oidc-provider.js';
import { setPolicy } from '../testing/policy.js';
import { aMemberWithProvider, begin, finish, logInBy, type PersonInit } from '../testing/provider-logins.js';
import { VERIFY } from '../testing/second-factor.js';

const provider = await aProvider();
afterAll(() => provider.stop());

const config = { ...CONFIG, OUTGOING_NETWORKS: '127.0.0.0/8' };
const refused = (code: string, field: string[] | null = null) => ({ outcome: null, userErrors: [{ code, field }] });
const NOT_LINKED = refused('IDENTITY_NOT_LINKED');
const REAUTHENTICATE = `mutation ($password: String!) { reauthenticate(password: $password) { tokens { accessToken session { aal authMethods } }
  userErrors { code } } }`;
const SWITCH =
  'mutation ($id: ID!) { organizationSwitch(organizationId: $id) { tokens { accessToken session { aal authMethods } } userErrors { code } } }';

describe('a login by the provider of an organization', () => {
  const app = testSubgraph(authSubgraph, { config });
  const em = () => app.context().em;
  const aPerson = (init: PersonInit = {}) => aMemberWithProvider(app, provider.issuer, init);

  it('lets a member in by their address, into that organization alone, and by the provider’s name for them from then on', async () => {
    const { account, organization, directory, who } = await aPerson();
    const elsewhere = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId: elsewhere.id });

    const { outcome } = await logInBy(app, directory.id, who, { organizationSlug: elsewhere.slug });

    expect(outcome).toMatchObject({
      __typename: 'TokenPair',
      session: { aal: 1, authMethods: ['fed'], organization: { id: organization.id } },
    });
    const renamed = person(who.subject, 'new-name@example.org', true);
    expect((await logInBy(app, directory.id, renamed)).outcome.session.organization.id).toBe(organization.id);
    expect(await em().count(LinkedIdentity, { userId: account.id, providerId: directory.id })).toBe(1);
  });

  it.each<[string, (made: Awaited<ReturnType<typeof aPerson>>) => Promise<unknown>]>([
    ['is no member there', ({ grant }) => em().nativeDelete(MembershipGrant, { id: grant.id })],
    ['is a member no longer', ({ grant }) => em().nativeUpdate(MembershipGrant, { id: grant.id }, { status: MembershipStatus.REMOVED })],
    ['is disabled', ({ account }) => store(app, Object.assign(account, { status: AccountStatus.DISABLED }))],
    [
      'has an address that the provider does not speak for',
      ({ directory }) => store(app, Object.assign(directory, { emailDomains: ['example.org', 'ample.com', 'sub.example.com'] })),
    ],
  ])('lets nobody in who %s', async (_who, change) => {
    const made = await aPerson();
    const { em: own } = app.context();
    own.clear();
    await change(made);

    expect(await logInBy(app, made.directory.id, made.who)).toEqual(NOT_LINKED);
  });

  it('lets nobody in whose address the provider knows not to be theirs, or who is a member of another organization only', async () => {
    const { account, directory } = await aPerson();
    const stranger = await aMember(app);

    expect(await logInBy(app, directory.id, person('sub-liar', account.email, false))).toEqual(NOT_LINKED);
    expect(await logInBy(app, directory.id, person('sub-stranger', stranger.account.email))).toEqual(NOT_LINKED);
    expect(await logInBy(app, directory.id, person('sub-nobody', 'nobody@example.com'))).toEqual(NOT_LINKED);
  });

  it('opens nothing by a link once the membership or the organization is gone', async () => {
    const { organization, grant, directory, who } = await aPerson();
    await logInBy(app, directory.id, who);

    await em().nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.SUSPENDED });
    expect(await logInBy(app, directory.id, who)).toEqual(refused('ORGANIZATION_SUSPENDED'));
    await em().nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.ACTIVE });
    await em().nativeUpdate(MembershipGrant, { id: grant.id }, { status: MembershipStatus.SUSPENDED });
    expect(await logInBy(app, directory.id, who)).toEqual(refused('NOT_A_MEMBER'));
  });

  it('links nobody twice, however many logins come at once', async () => {
    const { account, directory, who } = await aPerson();
    const attempts = await Promise.all([1, 2, 3, 4].map(() => begin(app, directory.id)));
    const urls: string[] = [];
    for (const { authorizationUrl } of attempts) urls.push(await new Browser().visit(authorizationUrl, who));

    const answers = await Promise.all(attempts.map(({ loginState }, index) => finish(app, loginState, urls[index] ?? '')));

    expect(answers.map(({ outcome }) => outcome?.__typename)).toEqual(Array.from({ length: 4 }, () => 'TokenPair'));
    expect(await em().count(LinkedIdentity, { userId: account.id })).toBe(1);
  });

  describe('and the second factor', () => {
    it('is the person’s own, and by it no device is trusted', async () => {
      const { directory, who, authenticator } = await aPerson({ withTotp: true });
      const { outcome } = await logInBy(app, directory.id, who);
      const input = { challengeToken: outcome.challengeToken, kind: 'TOTP', code: authenticator?.next(), trustDevice: true };
      const met = (await app.execute(VERIFY, { input })).data.loginVerifyMfa.outcome;

      expect(outcome.__typename).toBe('MfaChallenge');
      expect(met).toMatchObject({ trustedDeviceToken: null, session: { aal: 2, authMethods: ['fed', 'otp'] } });
    });

    it('may be the provider’s, in that organization', async () => {
      const { organization, directory, who } = await aPerson({ withTotp: true, trustsSecondFactor: true });
      await setPolicy(app, organization.id, { mfaRequired: true });

      expect((await logInBy(app, directory.id, who)).outcome).toMatchObject({
        __typename: 'TokenPair',
        session: { aal: 1, authMethods: ['fed'] },
      });
    });

    it('is set up by nobody but the person where there is none and one is asked for', async () => {
      const { organization, directory, who } = await aPerson();
      await setPolicy(app, organization.id, { mfaRequired: true });

      expect(await logInBy(app, directory.id, who)).toEqual(refused('OWN_LOGIN_REQUIRED'));
    });

    it('is not made of the provider’s word and a password when going to another organization', async () => {
      const { account, directory, who } = await aPerson({ trustsSecondFactor: true });
      const { id } = await anOrganization(app);
      await aGrant(app, { userId: account.id, organizationId: id });
      await setPolicy(app, id, { mfaRequired: true });
      const { outcome } = await logInBy(app, directory.id, who);
      const proved = (await app.as(identityOf(outcome.accessToken)).execute(REAUTHENTICATE, { password: PASSWORD })).data.reauthenticate
        .tokens;

      const { data } = await app.as(identityOf(proved.accessToken)).execute(SWITCH, { id });

      expect(proved.session).toEqual({ aal: 1, authMethods: ['fed', 'pwd'] });
      expect(data.organizationSwitch).toEqual({ tokens: null, userErrors: [{ code: 'MFA_REQUIRED' }] });
      await setPolicy(app, id, { mfaRequired: false });
      const moved = (await app.as(identityOf(proved.accessToken)).execute(SWITCH, { id })).data.organizationSwitch.tokens;
      expect(moved.session).toEqual({ aal: 1, authMethods: ['pwd'] });
      expect((await em().findOneOrFail(Session, { organizationId: id, userId: account.id })).providerId).toBeNull();
    });
  });

  it('makes nobody an owner by the provider’s word: that takes their own', async () => {
    const { directory, who } = await aPerson({ grant: { permissions: ['org:read', 'org:ownership:write', 'org:security:write'] } });

    const { outcome } = await logInBy(app, directory.id, who);
    const { data } = await app.as(identityOf(outcome.accessToken)).execute(REAUTHENTICATE, { password: PASSWORD });

    expect(jwt.decode(outcome.accessToken)).toMatchObject({ scope: 'org:read org:security:write' });
    expect(jwt.decode(data.reauthenticate.tokens.accessToken)).toMatchObject({ scope: 'org:read org:ownership:write org:security:write' });
  });
});
