import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { OpenId } from '../domain/open-id.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG } from '../testing/arrange.js';
import { drip, HostileProvider } from '../testing/hostile-provider.js';
import { CLIENT, setting } from '../testing/oidc-provider.js';
import { aProviderOf, BEGIN, begin, finish } from '../testing/provider-logins.js';

const [provider, other] = [await new HostileProvider().start(), await new HostileProvider().start()];
afterAll(() => Promise.all([provider.stop(), other.stop()]));

const PROVIDERS = [setting(provider.issuer), setting(other.issuer, { key: 'other' })];
const config = { ...CONFIG, OIDC_PROVIDERS: JSON.stringify(PROVIDERS), OUTGOING_NETWORKS: '127.0.0.0/8' };
const REJECTED = { outcome: null, userErrors: [{ code: 'IDENTITY_REJECTED', field: null }] };
const DISCOVERY = '/.well-known/openid-configuration';
type Ending = ServerResponse;
const codesOf = (errors: readonly object[]) =>
  (errors as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code).join();
const now = () => Math.floor(Date.now() / 1_000);

describe('an answer of a provider', () => {
  const app = testSubgraph(authSubgraph, { config });
  /** Somebody whose account it would open. */
  const somebody = async () => {
    const { account } = await aMember(app);
    await app.context().em.nativeUpdate(Account, { id: account.id }, { emailVerifiedAt: new Date() });
    Object.assign(provider, { subject: `sub-${account.id}`, email: account.email });
    return account;
  };
  const logIn = async (answer: Record<string, string> = {}) => {
    const { authorizationUrl, loginState } = await begin(app, 'acme-id');
    return finish(app, loginState, provider.visit(authorizationUrl, answer));
  };

  beforeEach(() => {
    provider.misdeeds = {};
    provider.codes.length = 0;
  });

  it('is taken where all is right, with the code and what proves that the attempt is ours', async () => {
    await somebody();

    expect((await logIn()).outcome.__typename).toBe('TokenPair');
    expect(Object.fromEntries(provider.codes[0] ?? [])).toMatchObject({
      ...{ grant_type: 'authorization_code', code: 'a-code', redirect_uri: 'http://localhost:4000/login/done' },
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each<[string, object]>([
    ['the issuer is another one', { claims: { iss: 'https://evil.example' } }],
    ['it is for another client', { claims: { aud: 'another' } }],
    ['it is for several, and not said to be for us', { claims: { aud: [CLIENT.client_id, 'another'], azp: 'another' } }],
    ['the nonce is another one', { claims: { nonce: 'another' } }],
    ['there is no nonce', { claims: { nonce: undefined } }],
    ['it has expired', { claims: { exp: now() - 120, iat: now() - 600 } }],
    ['it ends never', { claims: { exp: undefined } }],
    ['it begins later', { claims: { nbf: now() + 600 } }],
    ['there is no subject', { claims: { sub: undefined } }],
    ['the subject is too long', { claims: { sub: 'x'.repeat(256) } }],
    ['the subject is no text', { claims: { sub: 'a\0b' } }],
    ['nobody signed it', { alg: 'none' }],
    ['our own secret signed it', { alg: 'HS256' }],
    [
      'nobody signed it, and the provider says that this is how it is',
      { alg: 'none', metadata: { id_token_signing_alg_values_supported: ['none', 'RS256'] } },
    ],
    [
      'our own secret signed it, and the provider says that this is how it is',
      { alg: 'HS256', metadata: { id_token_signing_alg_values_supported: ['HS256', 'RS256'] } },
    ],
    ['a key signed it that the provider does not publish', { foreignKey: true }],
    ['there is no ID token', { withoutIdToken: true }],
  ])('proves nothing where %s', async (_why, misdeeds) => {
    const account = await somebody();
    provider.misdeeds = misdeeds;
    forgetWhatIsKnown();

    expect(await logIn()).toEqual(REJECTED);
    expect(await app.context().em.count(LinkedIdentity, { userId: account.id })).toBe(0);
    // Nothing else was wrong with it.
    provider.misdeeds = {};
    forgetWhatIsKnown();
    expect((await logIn()).outcome.__typename).toBe('TokenPair');
  });

  it('may be as old as clocks differ', async () => {
    await somebody();
    provider.misdeeds = { claims: { exp: now() - 30, iat: now() - 600 } };

    expect((await logIn()).outcome.__typename).toBe('TokenPair');
  });

  it.each<[string, Record<string, string>]>([
    ['the state is another one', { state: 'another' }],
    ['the issuer is another one', { iss: 'https://evil.example' }],
    ['it is an error', { error: 'server_error' }],
  ])('is not even taken to the provider where %s', async (_why, answer) => {
    await somebody();

    expect(await logIn(answer)).toEqual(REJECTED);
    expect(provider.codes).toEqual([]);
  });

  it('of one provider is not taken to another: a mix-up is seen before a code is told', async () => {
    await somebody();
    const { authorizationUrl, loginState } = await begin(app, 'other');

    expect(await finish(app, loginState, provider.visit(authorizationUrl))).toEqual(REJECTED);
    expect([...provider.codes, ...other.codes]).toEqual([]);
  });

  it('is not taken to whom the organization has put in the place of the one that was asked', async () => {
    const { organization } = await aMember(app);
    const row = await aProviderOf(app, organization.id, provider.issuer);
    const { authorizationUrl, loginState } = await begin(app, row.id);
    await app.context().em.nativeUpdate(IdentityProvider, { id: row.id }, { issuer: other.issuer });

    expect(await finish(app, loginState, provider.visit(authorizationUrl, { iss: other.issuer }))).toEqual(REJECTED);
    expect([...provider.codes, ...other.codes]).toEqual([]);
  });

  it('must have an issuer where the provider says that it has', async () => {
    await somebody();
    const { authorizationUrl, loginState } = await begin(app, 'acme-id');
    const url = new URL(provider.visit(authorizationUrl));
    url.searchParams.delete('iss');

    expect(await finish(app, loginState, url.href)).toEqual(REJECTED);
  });

  it.each(['a\0b@example.com', 'x'.repeat(400), 7, ['a@example.com']])('opens nothing by the address %j', async (email) => {
    await somebody();
    provider.misdeeds = { claims: { email } };

    expect(await logIn()).toEqual({ outcome: null, userErrors: [{ code: 'IDENTITY_NOT_LINKED', field: null }] });
  });

  it('says of whom it tells more', async () => {
    const { email } = await somebody();
    provider.email = undefined;
    provider.misdeeds = { userinfo: { sub: 'somebody-else', email, email_verified: true } };
    expect(await logIn()).toEqual(REJECTED);

    provider.misdeeds = { userinfo: { email, email_verified: 'true' } };
    expect((await logIn()).outcome.__typename).toBe('TokenPair');
  });

  describe('that does not come', () => {
    afterEach(() => forgetWhatIsKnown());

    it.each<[string, object]>([
      ['the discovery document is nowhere', { at: { [DISCOVERY]: (response: Ending) => response.writeHead(404).end() } }],
      ['the discovery document is another one’s', { metadata: { issuer: 'https://evil.example' } }],
      ['the discovery document is too large', { metadata: { padding: 'x'.repeat(300_000) } }],
      [
        'the discovery document leads elsewhere',
        { at: { [DISCOVERY]: (response: Ending) => response.writeHead(302, { location: '/else' }).end() } },
      ],
      ['it signs by shared secrets only', { metadata: { id_token_signing_alg_values_supported: ['HS256'] } }],
      ['its page is a script', { metadata: { authorization_endpoint: 'javascript:alert(1)' } }],
      ['it stands on an inner address', { metadata: { token_endpoint: 'http://10.0.0.1/token' } }],
      ['it is down', { at: { '/token': (response: Ending) => response.writeHead(503).end() } }],
      [
        'it leads elsewhere with a code',
        { at: { '/token': (response: Ending) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end() } },
      ],
      ['it is too large', { at: { '/token': (response: Ending) => response.writeHead(200).end('x'.repeat(300_000)) } }],
      ['it hangs up', { at: { '/token': (response: Ending) => response.destroy() } }],
      ['its keys cannot be had', { at: { '/jwks': (response: Ending) => response.writeHead(500).end() } }],
    ])('is UNAVAILABLE where %s', async (_why, misdeeds) => {
      await somebody();
      forgetWhatIsKnown();
      provider.misdeeds = misdeeds;

      expect(await codeOfLogin()).toBe('UNAVAILABLE');
    });

    it('is waited for so long and no longer, however much drips', async () => {
      await somebody();
      provider.misdeeds = { at: { '/token': drip } };

      expect(await codeOfLogin()).toBe('UNAVAILABLE');
    }, 15_000);

    it('is asked for again the next time', async () => {
      await somebody();
      forgetWhatIsKnown();
      provider.misdeeds = { at: { [DISCOVERY]: (response: Ending) => response.writeHead(500).end() } };
      expect(await codeOfLogin()).toBe('UNAVAILABLE');
      provider.misdeeds = {};

      expect(await codeOfLogin()).toBe('TokenPair');
    });
  });

  it('is checked with what was learned before: discovery and keys are asked for once', async () => {
    await somebody();
    forgetWhatIsKnown();
    provider.asked.length = 0;

    await logIn();
    await logIn();

    expect(provider.asked.toSorted()).toEqual([DISCOVERY, '/jwks', '/token', '/token'].toSorted());
  });

  async function codeOfLogin(): Promise<string> {
    const asked = await app.execute(BEGIN, { input: { providerId: 'acme-id', redirectUri: 'http://localhost:4000/login/done' } });
    const begun = asked.data?.oidcLoginBegin;
    if (!begun) return codesOf(asked.errors);
    const finished = await finish(app, begun.loginState, provider.visit(begun.authorizationUrl));
    return finished.outcome?.__typename ?? finished.userErrors[0]?.code ?? codesOf(finished.errors);
  }

  /** As ten minutes later. */
  function forgetWhatIsKnown(): void {
    const { services } = app.context<AuthContext>();
    void services.openId.close();
    services.openId = new OpenId(['127.0.0.0/8']);
  }
});
