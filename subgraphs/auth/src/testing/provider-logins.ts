import type { Identity } from '@supergraph/kernel/auth';
import { aMemberOf } from '@supergraph/kernel/testing';
import { deriveKeys } from '../domain/derived-keys.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import type { MembershipGrant } from '../domain/membership-grant.entity.js';
import { type App, aMember, CONFIG, inSession, store } from './arrange.js';
import { Browser, CLIENT, type Person, person, REDIRECT } from './oidc-provider.js';
import { aMemberWithTotp } from './second-factor.js';

export const BEGIN = `mutation ($input: OidcLoginBeginInput!) { oidcLoginBegin(input: $input) { authorizationUrl loginState expiresAt
  userErrors { code field } } }`;
export const FINISH = `mutation ($input: OidcReturnInput!) { oidcLoginFinish(input: $input) { userErrors { code field } outcome { __typename
  ... on TokenPair { accessToken refreshToken trustedDeviceToken session { id aal authMethods deviceName organization { id } } }
  ... on OrganizationChoice { loginToken organizations { id } } ... on MfaChallenge { challengeToken factors } } } }`;
export const CREATE_PROVIDER = `mutation ($input: IdentityProviderCreateInput!) { identityProviderCreate(input: $input) { identityProvider { id name
  issuer clientId isEnabled emailDomains trustsSecondFactor revision } userErrors { code field message } } }`;
export const UPDATE_PROVIDER = `mutation ($id: ID!, $input: IdentityProviderUpdateInput!) { identityProviderUpdate(id: $id, input: $input) {
  identityProvider { id name issuer clientId isEnabled emailDomains trustsSecondFactor revision } userErrors { code field message } } }`;
export const DELETE_PROVIDER =
  'mutation ($id: ID!) { identityProviderDelete(id: $id) { identityProvider { id } userErrors { code field } } }';

// biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
type Answered = any;

/** The begin of a login, as a page does it. */
export async function begin(app: App, providerId: string, input: object = {}): Promise<Answered> {
  return (await app.execute(BEGIN, { input: { providerId, redirectUri: REDIRECT, ...input } })).data.oidcLoginBegin;
}

export async function finish(app: App, loginState: string, callbackUrl: string): Promise<Answered> {
  const { data, errors } = await app.execute(FINISH, { input: { loginState, callbackUrl } });
  return data?.oidcLoginFinish ?? { outcome: null, userErrors: [], errors };
}

/** The whole way, in a browser of its own. */
export async function logInBy(app: App, providerId: string, who: Person, input: object = {}): Promise<Answered> {
  const { authorizationUrl, loginState } = await begin(app, providerId, input);
  return finish(app, loginState, await new Browser().visit(authorizationUrl, who));
}

/** A provider of an organization, as a row. */
export function aProviderOf(
  app: App,
  organizationId: string,
  issuer: string,
  more: Partial<IdentityProvider> = {},
): Promise<IdentityProvider> {
  const settings = {
    name: 'Directory',
    issuer,
    clientId: CLIENT.client_id,
    isEnabled: true,
    emailDomains: ['example.com'],
    trustsSecondFactor: false,
  };
  const provider = new IdentityProvider(organizationId, { ...settings, ...more });
  provider.seal(CLIENT.client_secret, deriveKeys(CONFIG.KEY_ENCRYPTION_SECRET).identityProviders);
  return store(app, provider);
}

/** Who looks after the security of an organization, just logged in. */
export const securityOf = (app: App, organizationId: string): Promise<Identity> =>
  inSession(app, aMemberOf(organizationId, 'org:security:write'));

export interface PersonInit {
  grant?: Partial<MembershipGrant>;
  trustsSecondFactor?: boolean;
  withTotp?: boolean;
}

type WhoApp = App & { as(identity: Identity): Pick<App, 'execute'>; raised(): Promise<unknown> };

/** A member of an organization with a provider. */
export async function aMemberWithProvider(
  app: WhoApp,
  issuer: string,
  { trustsSecondFactor = false, grant = {}, withTotp = false }: PersonInit,
) {
  const made = withTotp ? await aMemberWithTotp(app) : { ...(await aMember(app, { grant })), authenticator: null };
  const { organization, account } = made;
  const directory = await aProviderOf(app, organization.id, issuer, { trustsSecondFactor });
  await app.raised();
  return { ...made, directory, who: person(`sub-${account.id}`, account.email, null) };
}
