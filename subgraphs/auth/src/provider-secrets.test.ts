import { afterAll, describe, expect, it } from '@jest/globals';
import { publicFacts } from '@supergraph/kernel/errors';
import { testSubgraph } from '@supergraph/kernel/testing';
import { finishProviderLogin } from './actions/login-by-provider.js';
import type { AuthContext } from './context.js';
import { Account } from './domain/account.entity.js';
import { aMember, CONFIG, identityOf, logIn } from './testing/arrange.js';
import { HostileProvider } from './testing/hostile-provider.js';
import { authWithMailbox, mailsTo } from './testing/mailbox.js';
import { CLIENT, setting } from './testing/oidc-provider.js';
import { begin, CREATE_PROVIDER, finish, securityOf } from './testing/provider-logins.js';

const provider = await new HostileProvider().start();
afterAll(() => provider.stop());

const TABLES = `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`;

describe('what is secret between a browser, a provider and us', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const OIDC_PROVIDERS = JSON.stringify([setting(provider.issuer)]);
  const app = testSubgraph(subgraph, { config: { ...CONFIG, OIDC_PROVIDERS, OUTGOING_NETWORKS: '127.0.0.0/8' } });

  /** A context as of a request, whose log is kept. */
  const listenedTo = (said: string[]): AuthContext => {
    const ctx = app.context<AuthContext>();
    const write = (...words: unknown[]) => void said.push(JSON.stringify(words));
    const log = { trace: write, debug: write, info: write, warn: write, error: write } as unknown as AuthContext['log'];
    const asking = {
      ...ctx,
      em: ctx.em,
      services: ctx.services,
      events: ctx.events,
      loaders: ctx.loaders,
      log,
      acrossOrganizations: () => asking,
    };
    return asking as AuthContext;
  };

  it('is in no table, no event, no mail, no error and no line of the log', async () => {
    const said: string[] = [];
    const { account, organization } = await aMember(app);
    await app.context().em.nativeUpdate(Account, { id: account.id }, { emailVerifiedAt: new Date() });
    Object.assign(provider, { subject: `sub-${account.id}`, email: account.email });

    const begun = await begin(app, 'acme-id');
    const finished = await finish(app, begun.loginState, provider.visit(begun.authorizationUrl, { code: 'the-code-of-a-login' }));
    const asked = Object.fromEntries(new URL(begun.authorizationUrl).searchParams);
    const pending = await begin(app, 'acme-id');
    const failing = await begin(app, 'acme-id');
    provider.misdeeds = { claims: { aud: 'another', secretive: 'a-claim-of-a-token' } };
    const callbackUrl = provider.visit(failing.authorizationUrl, { code: 'the-code-of-a-failure' });
    const refused = await finishProviderLogin(listenedTo(said), { loginState: failing.loginState, callbackUrl }).catch((error) => error);
    provider.misdeeds = {};
    const input = {
      organizationId: organization.id,
      name: 'D',
      issuer: provider.issuer,
      clientId: 'a',
      clientSecret: 'of-an-organization',
      emailDomains: ['example.com'],
    };
    const created = await app.as(await securityOf(app, organization.id)).execute(CREATE_PROVIDER, { input });
    await logIn(app, account);

    expect([finished.outcome.__typename, refused.code]).toEqual(['TokenPair', 'IDENTITY_REJECTED']);
    const secrets: string[] = [
      'the-code-of-a-login',
      'the-code-of-a-failure',
      'a-claim-of-a-token',
      'of-an-organization',
      'an-access-token',
    ];
    secrets.push(CLIENT.client_secret, begun.loginState, pending.loginState, failing.loginState, asked.state ?? '', asked.nonce ?? '');
    secrets.push(provider.codes[0]?.get('code_verifier') ?? '', finished.outcome.accessToken, finished.outcome.refreshToken);
    const { em } = app.context();
    const tables = await em.execute<{ name: string }[]>(TABLES);
    const rows = await Promise.all(
      tables.map(({ name }) => app.context().em.execute(`select row_to_json(t)::text as row from "${name}" t`)),
    );
    const mails = await mailsTo(app, mailbox, account.email);
    const everything = JSON.stringify([rows, await app.raised(), mails, publicFacts(refused), refused.message, created, said]);

    expect(identityOf(finished.outcome.accessToken).subject).toBe(account.id);
    for (const mark of [account.id, 'a login by a provider came to nothing', 'ClientError'])
      expect({ mark, isWritten: everything.includes(mark) }).toEqual({ mark, isWritten: true });
    for (const one of secrets) expect({ one, isWritten: one.length < 8 || everything.includes(one) }).toEqual({ one, isWritten: false });
  });
});
