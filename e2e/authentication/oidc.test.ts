import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aProvider,
  Browser,
  CLIENT,
  type Person,
  person,
  REDIRECT,
  type RunningProvider,
  setting,
} from '../../subgraphs/auth/src/testing/oidc-provider.js';
import { REAUTHENTICATE, SWITCH_ORGANIZATION } from '../src/authentication-documents.js';
import type { Answer } from '../src/client.js';
import {
  BEGIN_LINK,
  BEGIN_PROVIDER_LOGIN,
  CREATE_PROVIDER,
  DELETE_PROVIDER,
  FINISH_LINK,
  FINISH_PROVIDER_LOGIN,
  IDENTITY_PROVIDERS,
  LINKED_IDENTITIES,
  LOGIN_PROVIDERS,
  REMOVE_LINK,
  UPDATE_PROVIDER,
} from '../src/login-provider-documents.js';
import { anOwner, type Caller, caller } from '../testkit/caller.js';
import { aProduct, type ObservedProduct } from '../testkit/product-on-test-database.js';
import { until } from '../testkit/until.js';

/** What is taken away is refused within this time (ms), as is promised. */
const WITHIN = 1_000;

let provider: RunningProvider;
let product: ObservedProduct;
let url: string;
beforeAll(async () => {
  provider = await aProvider();
  product = await aProduct({ OIDC_PROVIDERS: JSON.stringify([setting(provider.issuer)]), OUTGOING_NETWORKS: '127.0.0.0/8' });
  ({ url } = product);
}, 60_000);
afterAll(async () => {
  await product.stop();
  await provider.stop();
}, 60_000);

interface Way {
  begin: string;
  finish: string;
}
const LOGIN: Way = { begin: BEGIN_PROVIDER_LOGIN, finish: FINISH_PROVIDER_LOGIN };
const LINK: Way = { begin: BEGIN_LINK, finish: FINISH_LINK };

/** To the provider and back, in a browser of its own. @returns what to finish with. */
async function thereAndBack(who: Caller, { begin }: Way, providerId: string, whom: Person) {
  const { authorizationUrl, loginState } = await who.change(begin, { input: { providerId, redirectUri: REDIRECT } });
  return { input: { loginState, callbackUrl: await new Browser().visit(authorizationUrl, whom) } };
}

const go = async (who: Caller, way: Way, providerId: string, whom: Person): Promise<Answer> =>
  who.change(way.finish, await thereAndBack(who, way, providerId, whom));

const refusalOf = (token: string) => until(caller(url, token).code, (code) => code !== null, WITHIN);

describe('a login by a provider of the platform', () => {
  it('opens an account once its person has linked it, and no longer', async () => {
    const { owner, email } = await anOwner(url);
    const me = person(`sub-${email}`, 'private@example.org');
    const nobody = caller(url);
    expect((await nobody.read(LOGIN_PROVIDERS)).loginProviders).toEqual([{ id: 'acme-id', name: 'Acme ID' }]);
    expect(await nobody.refusal(LOGIN.finish, await thereAndBack(nobody, LOGIN, 'acme-id', me))).toEqual(['IDENTITY_NOT_LINKED']);

    await go(owner, LINK, 'acme-id', me);
    const back = await thereAndBack(nobody, LOGIN, 'acme-id', me);
    const { outcome } = await nobody.change(LOGIN.finish, back);
    const again = await nobody.refusal(LOGIN.finish, back);
    const [link] = (await owner.read(LINKED_IDENTITIES)).viewer.linkedIdentities;

    expect([outcome.__typename, outcome.session.authMethods, again]).toEqual(['TokenPair', ['fed'], ['TOKEN_INVALID']]);
    expect(link).toMatchObject({ providerName: 'Acme ID', email: me.email, lastUsedAt: expect.any(String) });
    expect(await caller(url, outcome.accessToken).code()).toBeNull();
    await owner.change(REMOVE_LINK, { id: link.id });
    expect(await refusalOf(outcome.accessToken)).toBe('SESSION_ENDED');
    expect(await nobody.refusal(LOGIN.finish, await thereAndBack(nobody, LOGIN, 'acme-id', me))).toEqual(['IDENTITY_NOT_LINKED']);
  });
});

describe('a login by the provider of an organization', () => {
  async function aDirectory() {
    const somebody = await anOwner(url);
    const { owner, organizationId, email } = somebody;
    const domain = email.slice(email.indexOf('@') + 1);
    const input = {
      organizationId,
      name: 'Directory',
      issuer: provider.issuer,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
    };
    const { identityProvider } = await owner.change(CREATE_PROVIDER, { input: { ...input, emailDomains: [domain] } });
    const whom = person(`sub-${email}`, email, null);
    const logIn = async () => (await go(caller(url), LOGIN, identityProvider.id, whom)).outcome;
    return { ...somebody, id: identityProvider.id as string, logIn };
  }

  it('opens that organization, and nothing that is the person’s alone until they have proved themselves', async () => {
    const { company, organizationId, password, id, logIn } = await aDirectory();
    const offered = (await caller(url).read(LOGIN_PROVIDERS, { organizationSlug: company.subdomain })).loginProviders;
    const { accessToken } = await logIn();
    const there = caller(url, accessToken);
    const elsewhere = await anOwner(url);
    const refused = await there.refusal(SWITCH_ORGANIZATION, { organizationId: elsewhere.organizationId });
    const { tokens } = await there.change(REAUTHENTICATE, { password });

    expect(offered).toEqual([
      { id, name: 'Directory' },
      { id: 'acme-id', name: 'Acme ID' },
    ]);
    expect((await there.read('{ organization { id } }')).organization.id).toBe(organizationId);
    expect(await there.refusal('mutation { viewerUpdate(input: { firstName: "Eve" }) { userErrors { code } } }')).toEqual([
      'OWN_LOGIN_REQUIRED',
    ]);
    expect(refused).toEqual(['OWN_LOGIN_REQUIRED']);
    const proved = caller(url, tokens.accessToken);
    expect(await proved.refusal(SWITCH_ORGANIZATION, { organizationId: elsewhere.organizationId })).toEqual(['NOT_A_MEMBER']);
  });

  it('is over at once when the provider is switched off, and when it is taken away', async () => {
    const { owner, organizationId, id, logIn } = await aDirectory();
    const first = await logIn();
    await owner.change(UPDATE_PROVIDER, { id, input: { organizationId, isEnabled: false } });
    expect(await refusalOf(first.accessToken)).toBe('SESSION_ENDED');
    const begun = await caller(url).refusal(BEGIN_PROVIDER_LOGIN, { input: { providerId: id, redirectUri: REDIRECT } });
    await owner.change(UPDATE_PROVIDER, { id, input: { organizationId, isEnabled: true } });
    const second = await logIn();
    expect((await owner.read(IDENTITY_PROVIDERS)).organization.identityProviders).toMatchObject([{ id, isEnabled: true, revision: 3 }]);
    await owner.change(DELETE_PROVIDER, { id });

    expect(begun).toEqual(['NOT_FOUND']);
    expect(await refusalOf(second.accessToken)).toBe('SESSION_ENDED');
    // Neither a token's end nor a new process has done it.
    expect([product.process.exitCode, product.process.signalCode]).toEqual([null, null]);
    expect(await owner.code()).toBeNull();
  });
});
