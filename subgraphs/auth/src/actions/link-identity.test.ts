import { afterAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import { impersonated, testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { Session, SessionStatus } from '../domain/session.entity.js';
import { aMember, anOrganization, CONFIG, identityOf, letAge, logIn, store } from '../testing/arrange.js';
import { authWithMailbox, mailsTo } from '../testing/mailbox.js';
import { aProvider, Browser, type Person, person, REDIRECT, setting } from '../testing/oidc-provider.js';
import { aProviderOf, begin, DELETE_PROVIDER, finish, logInBy, securityOf } from '../testing/provider-logins.js';
import { forgetThePast } from './forget-the-past.js';

const provider = await aProvider();
afterAll(() => provider.stop());

const config = { ...CONFIG, OIDC_PROVIDERS: JSON.stringify([setting(provider.issuer)]), OUTGOING_NETWORKS: '127.0.0.0/8' };
const BEGIN_LINK = `mutation ($input: IdentityLinkBeginInput!) { identityLinkBegin(input: $input) { authorizationUrl loginState
  userErrors { code field } } }`;
const FINISH_LINK = `mutation ($input: OidcReturnInput!) { identityLinkFinish(input: $input) { linkedIdentity { id providerId providerName email }
  userErrors { code field } } }`;
const REMOVE_LINK = 'mutation ($id: ID!) { linkedIdentityRemove(id: $id) { ok userErrors { code field } } }';
const LINKS = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { linkedIdentities { id providerName email lastUsedAt } } } }`;

describe('linking a login to one’s account', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config });
  const em = () => app.context().em;
  const loggedIn = async () => {
    const member = await aMember(app);
    const { outcome } = await logIn(app, member.account);
    await app.raised();
    return { ...member, identity: identityOf(outcome.accessToken) };
  };
  const beginLink = async (who: Identity, providerId = 'acme-id') =>
    (await app.as(who).execute(BEGIN_LINK, { input: { providerId, redirectUri: REDIRECT } })).data.identityLinkBegin;
  const finishLink = async (who: Identity, loginState: string, callbackUrl: string) =>
    (await app.as(who).execute(FINISH_LINK, { input: { loginState, callbackUrl } })).data.identityLinkFinish;
  const link = async (who: Identity, whom: Person, providerId?: string) => {
    const { authorizationUrl, loginState } = await beginLink(who, providerId);
    return finishLink(who, loginState, await new Browser().visit(authorizationUrl, whom));
  };
  const linksOf = async (who: Identity, id: string) =>
    (await app.as(who).execute(LINKS, { of: [{ __typename: 'User', id }] })).data._entities[0].linkedIdentities;
  const SUB = () => person(`sub-${crypto.randomUUID()}`, 'private@example.org', false);

  it('opens it by that login, whatever its address; the person is told', async () => {
    const { account, identity } = await loggedIn();
    const me = SUB();

    const { linkedIdentity, userErrors } = await link(identity, me);

    expect(userErrors).toEqual([]);
    expect(linkedIdentity).toMatchObject({ providerId: 'acme-id', providerName: 'Acme ID', email: me.email });
    expect(await app.raised()).toMatchObject([
      { type: 'auth.identity.linked.v1', payload: { userId: account.id, linkedIdentityId: linkedIdentity.id, by: 'PERSON' } },
    ]);
    expect((await mailsTo(app, mailbox, account.email)).at(-1)).toMatchObject({
      subject: 'A new way to log in was added',
      text: expect.stringContaining('by "Acme ID" from now on'),
    });
    expect((await logInBy(app, 'acme-id', me)).outcome.__typename).toBe('TokenPair');
    expect(await linksOf(identity, account.id)).toMatchObject([
      { id: linkedIdentity.id, providerName: 'Acme ID', lastUsedAt: expect.any(String) },
    ]);
  });

  it('again is fine, and of one login to two accounts is refused', async () => {
    const [ours, theirs] = [await loggedIn(), await loggedIn()];
    const me = SUB();
    const first = await link(ours.identity, me);

    expect((await link(ours.identity, me)).linkedIdentity.id).toBe(first.linkedIdentity.id);
    expect(await link(theirs.identity, me)).toEqual({
      linkedIdentity: null,
      userErrors: [{ code: 'IDENTITY_ALREADY_LINKED', field: null }],
    });
  });

  it('is finished by who began it, as what it was begun', async () => {
    const [ours, theirs] = [await loggedIn(), await loggedIn()];
    const me = SUB();
    const invalid = [{ code: 'TOKEN_INVALID', field: ['input', 'loginState'] }];
    const begun = await beginLink(ours.identity);
    const callbackUrl = await new Browser().visit(begun.authorizationUrl, me);

    expect((await finishLink(theirs.identity, begun.loginState, callbackUrl)).userErrors).toEqual(invalid);
    expect((await finish(app, begun.loginState, callbackUrl)).userErrors).toEqual(invalid);
    const login = await begin(app, 'acme-id');
    const back = await new Browser().visit(login.authorizationUrl, me);
    expect((await finishLink(ours.identity, login.loginState, back)).userErrors).toEqual(invalid);
    expect((await finishLink(ours.identity, begun.loginState, callbackUrl)).userErrors).toEqual([]);
  });

  it('takes a fresh login, and the person', async () => {
    const { identity } = await loggedIn();
    const staff = await app.as(impersonated(identity, { isReadOnly: false })).execute(BEGIN_LINK, {
      input: { providerId: 'acme-id', redirectUri: REDIRECT },
    });
    expect(staff.errors).toMatchObject([{ extensions: { code: 'IMPERSONATION_PERSONAL' } }]);
    await letAge(app, identity.sessionId as string, 4_000);
    const codes = [(await beginLink(identity)).userErrors, (await finishLink(identity, 'a', REDIRECT)).userErrors];
    expect(codes.map(([error]) => error.code)).toEqual(['REAUTHENTICATION_REQUIRED', 'REAUTHENTICATION_REQUIRED']);
    const nobody = await app.as(anonymous).execute(BEGIN_LINK, { input: { providerId: 'acme-id', redirectUri: REDIRECT } });
    expect(nobody.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is open to the provider of the organization that one is in, and to no other one’s', async () => {
    const { account, organization, identity } = await loggedIn();
    const here = await aProviderOf(app, organization.id, provider.issuer);
    const elsewhere = await aProviderOf(app, (await anOrganization(app)).id, provider.issuer);
    const me = SUB();

    expect((await beginLink(identity, elsewhere.id)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['input', 'providerId'] }]);
    expect((await link(identity, me, here.id)).userErrors).toEqual([]);
    expect((await logInBy(app, here.id, me)).outcome.session.organization.id).toBe(organization.id);

    expect(await linksOf(identity, account.id)).toHaveLength(1);
    await em().nativeUpdate(IdentityProvider, { id: here.id }, { issuer: 'https://id.example.com' });
    expect(await linksOf(identity, account.id)).toEqual([]);
    await app.as(await securityOf(app, organization.id)).execute(DELETE_PROVIDER, { id: here.id });
    expect(await linksOf(identity, account.id)).toEqual([]);
    await forgetThePast(app.context() as AuthContext);
    expect(await em().count(LinkedIdentity, { userId: account.id })).toBe(0);
  });

  it('ends: it opens nothing any more, and what it had opened closes', async () => {
    const { account, identity } = await loggedIn();
    const [me, stranger] = [SUB(), await loggedIn()];
    const { linkedIdentity } = await link(identity, me);
    const { outcome } = await logInBy(app, 'acme-id', me);
    await app.raised();
    const remove = async (who: Identity) => (await app.as(who).execute(REMOVE_LINK, { id: linkedIdentity.id })).data.linkedIdentityRemove;

    expect((await remove(stranger.identity)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
    expect(await remove(identity)).toEqual({ ok: true, userErrors: [] });

    expect((await app.raised()).map(({ type }) => type).toSorted()).toEqual(['auth.identity.unlinked.v1', 'auth.session.ended.v1']);
    expect((await em().findOneOrFail(Session, { id: outcome.session.id })).status).toBe(SessionStatus.REVOKED);
    expect((await em().findOneOrFail(Session, { id: identity.sessionId as string })).status).toBe(SessionStatus.ACTIVE);
    expect((await mailsTo(app, mailbox, account.email)).at(-1)?.subject).toBe('A way to log in was removed');
    expect((await logInBy(app, 'acme-id', me)).userErrors).toEqual([{ code: 'IDENTITY_NOT_LINKED', field: null }]);
  });

  it('is for ten logins at most', async () => {
    const { account, identity } = await loggedIn();
    for (let count = 0; count < 10; count += 1) {
      const link = {
        userId: account.id,
        providerId: 'former',
        issuer: 'https://id.example.com',
        subject: crypto.randomUUID(),
        email: null,
      };
      await store(app, new LinkedIdentity(link));
    }

    expect((await link(identity, SUB())).userErrors).toEqual([{ code: 'INVALID', field: null }]);
    expect(await linksOf(identity, account.id)).toEqual([]);
  });

  it('is seen by the person and by nobody of their organization', async () => {
    const { account, organization, identity } = await loggedIn();
    await link(identity, SUB());
    const admin = { ...(await securityOf(app, organization.id)), scopes: ['org:members:write'] };

    expect(await linksOf(admin, account.id)).toBeNull();
    expect(await linksOf(identity, account.id)).toHaveLength(1);
  });
});
