import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Session } from '../domain/session.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { impersonationRules } from '../graphql/impersonation-rules.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anOrganization, CONFIG, identityOf, logIn, PASSWORD, store } from '../testing/arrange.js';
import { aProvider, person, REDIRECT } from '../testing/oidc-provider.js';
import { aProviderOf, logInBy } from '../testing/provider-logins.js';

const provider = await aProvider();
afterAll(() => provider.stop());

const ID = '019a0000-0000-7000-8000-000000000000';
const CODE = 'userErrors { code }';
const SEE = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { id } ... on User { sessions { nodes { organization { id } } }
  linkedIdentities { id } mfa { trustedDevices { id } } } } }`;
const CREDENTIAL = { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'a', attestationObject: 'a' } };

/** Each as somebody would send it. */
const PERSONAL: Readonly<Record<string, string>> = {
  passwordChange: `passwordChange(currentPassword: "${PASSWORD}", newPassword: "a quite different staple") { ${CODE} }`,
  emailChangeRequest: `emailChangeRequest(newEmail: "thief@example.org") { ${CODE} }`,
  totpEnroll: `totpEnroll { ${CODE} }`,
  totpConfirm: `totpConfirm(code: "123456") { ${CODE} }`,
  passkeyRegisterBegin: `passkeyRegisterBegin { ${CODE} }`,
  passkeyRegisterFinish: `passkeyRegisterFinish(credential: $credential) { ${CODE} }`,
  mfaFactorRemove: `mfaFactorRemove(id: "${ID}") { ${CODE} }`,
  backupCodesRegenerate: `backupCodesRegenerate { ${CODE} }`,
  trustedDeviceRevoke: `trustedDeviceRevoke(id: "${ID}") { ${CODE} }`,
  sessionRevoke: `sessionRevoke(id: "${ID}") { ${CODE} }`,
  sessionRevokeOthers: `sessionRevokeOthers { ${CODE} }`,
  organizationSwitch: `organizationSwitch(organizationId: "${ID}") { ${CODE} }`,
  identityLinkBegin: `identityLinkBegin(input: { providerId: "acme-id", redirectUri: "${REDIRECT}" }) { ${CODE} }`,
  identityLinkFinish: `identityLinkFinish(input: { loginState: "a", callbackUrl: "${REDIRECT}?code=a" }) { ${CODE} }`,
  linkedIdentityRemove: `linkedIdentityRemove(id: "${ID}") { ${CODE} }`,
  securityPolicyUpdate: `securityPolicyUpdate(input: { organizationId: "HERE", sessionMaxHours: 5 }) { ${CODE} }`,
  serviceAccountCreate: `serviceAccountCreate(input: { organizationId: "HERE", name: "Robot", scopes: ["org:read"] }) { ${CODE} }`,
  serviceAccountUpdate: `serviceAccountUpdate(id: "${ID}", input: { organizationId: "HERE", name: "Robot", scopes: ["org:read"] }) { ${CODE} }`,
  serviceAccountDelete: `serviceAccountDelete(id: "${ID}") { ${CODE} }`,
  apiKeyCreate: `apiKeyCreate(input: { serviceAccountId: "${ID}" }) { ${CODE} }`,
  apiKeyRotate: `apiKeyRotate(id: "${ID}") { ${CODE} }`,
  apiKeyRevoke: `apiKeyRevoke(id: "${ID}") { ${CODE} }`,
  identityProviderCreate: `identityProviderCreate(input: { organizationId: "HERE", name: "Mine", issuer: "https://10.0.0.1", clientId: "a",
    clientSecret: "a", emailDomains: ["example.com"] }) { ${CODE} }`,
  identityProviderUpdate: `identityProviderUpdate(id: "${ID}", input: { organizationId: "HERE", name: "Mine" }) { ${CODE} }`,
  identityProviderDelete: `identityProviderDelete(id: "${ID}") { ${CODE} }`,
};

describe('a session that rests on the word of an organization’s provider', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, OUTGOING_NETWORKS: '127.0.0.0/8' } });
  const vouchedFor = async (permissions: string[] = ['org:read', 'org:security:write', 'org:keys:write']) => {
    const { account, organization } = await aMember(app, { grant: { permissions } });
    const directory = await aProviderOf(app, organization.id, provider.issuer);
    const { outcome } = await logInBy(app, directory.id, person(`sub-${account.id}`, account.email));
    return { account, organization, accessToken: outcome.accessToken as string, identity: identityOf(outcome.accessToken) };
  };
  const codeOf = async (identity: Identity, name: string) => {
    const variables = name === 'passkeyRegisterFinish' ? '($credential: JSON!) ' : '';
    const document = PERSONAL[name]?.replace('HERE', identity.organizationId ?? '');
    const { data, errors } = await app.as(identity).execute(`mutation ${variables}{ ${document} }`, { credential: CREDENTIAL });
    if (!data?.[name]) throw new Error(JSON.stringify(errors));
    return data[name].userErrors[0]?.code ?? null;
  };

  it('is tried on all that is the person’s alone, as it is for staff that acts as them', () => {
    const all = Object.keys(impersonationRules.personal ?? {}).map((place) => place.replace('Mutation.', ''));

    expect(all.filter((name) => name !== 'reauthenticate').toSorted()).toEqual(Object.keys(PERSONAL).toSorted());
  });

  it.each(Object.keys(PERSONAL))('does no %s until the person has proved themselves in it', async (name) => {
    const { identity } = await vouchedFor();

    expect(await codeOf(identity, name)).toBe('OWN_LOGIN_REQUIRED');

    const { data } = await app.as(identity).execute(`mutation { reauthenticate(password: "${PASSWORD}") { ${CODE} } }`);
    expect(data.reauthenticate.userErrors).toEqual([]);
    expect(await codeOf(identity, name)).not.toBe('OWN_LOGIN_REQUIRED');
  });

  it('is what its tokens say of it, until then', async () => {
    const { accessToken, identity } = await vouchedFor();
    const { data } = await app.as(identity).execute(`mutation { reauthenticate(password: "${PASSWORD}") { tokens { accessToken } } }`);
    const [before, after] = [accessToken, data.reauthenticate.tokens.accessToken].map((token) => jwt.decode(token) as jwt.JwtPayload);

    expect([before?.vouched, after && 'vouched' in after]).toEqual([true, false]);
  });

  it('is not opened by a wrong password, nor by a code alone', async () => {
    const { identity } = await vouchedFor();
    await app.as(identity).execute(`mutation { reauthenticate(password: "wrong") { ${CODE} } }`);
    expect(await codeOf(identity, 'sessionRevokeOthers')).toBe('OWN_LOGIN_REQUIRED');

    await app.context().em.nativeUpdate(Session, { id: identity.sessionId as string }, { authMethods: ['fed', 'otp'], aal: 2 });
    expect(await codeOf(identity, 'sessionRevokeOthers')).toBe('OWN_LOGIN_REQUIRED');
    await app.context().em.nativeUpdate(Session, { id: identity.sessionId as string }, { authMethods: ['fed', 'hwk'] });
    expect(await codeOf(identity, 'sessionRevokeOthers')).toBeNull();
  });

  it('does what else its permissions allow, and ends itself', async () => {
    const { account, identity } = await vouchedFor(['org:members:write']);
    const revoke = `userSessionsRevoke(userId: "${account.id}", reason: "a test") { ${CODE} }`;

    const { data } = await app.as(identity).execute(`mutation { logout { ok } ${revoke} }`);

    expect(data).toEqual({ logout: { ok: true }, userSessionsRevoke: { userErrors: [] } });
  });

  it('sees of the person what is in its organization', async () => {
    const { account, organization, identity } = await vouchedFor();
    const elsewhere = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId: elsewhere.id });
    const { outcome } = await logIn(app, account, { organizationSlug: elsewhere.slug });
    await store(app, new TrustedDevice({ userId: account.id, token: randomUUID(), name: null, userAgent: null, hasSecondFactor: false }));
    const see = async () => {
      const of = [
        { __typename: 'User', id: account.id },
        { __typename: 'Session', id: outcome.session.id },
      ];
      const [user, session] = (await app.as(identity).execute(SEE, { of })).data._entities;
      const { sessions, linkedIdentities, mfa } = user;
      return {
        organizations: sessions.nodes.map((one: { organization: { id: string } }) => one.organization.id).toSorted(),
        ...{ links: linkedIdentities?.length ?? null, devices: mfa.trustedDevices.length, session: session?.id ?? null },
      };
    };

    expect(await see()).toEqual({ organizations: [organization.id], links: null, devices: 0, session: null });
    await app.as(identity).execute(`mutation { reauthenticate(password: "${PASSWORD}") { ${CODE} } }`);
    const all = [organization.id, elsewhere.id].toSorted();
    expect(await see()).toEqual({ organizations: all, links: 1, devices: 1, session: outcome.session.id });
  });

  it('does not hold a session that began by a password', async () => {
    const { id } = await anOrganization(app);
    const { identity } = await vouchedFor();
    await app.context().em.nativeUpdate(Session, { id: identity.sessionId as string }, { providerId: null, authMethods: ['pwd'] });

    const { data } = await app.as(identity).execute(`mutation { organizationSwitch(organizationId: "${id}") { ${CODE} } }`);

    expect(data.organizationSwitch.userErrors).toEqual([{ code: 'NOT_A_MEMBER' }]);
  });
});
