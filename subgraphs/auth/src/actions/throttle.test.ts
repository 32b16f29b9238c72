import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, logIn } from '../testing/arrange.js';
import { aSignUp } from '../testing/sign-up.js';
import { throttle } from './throttle.js';

/** Every mutation that anybody may call, with something that it would look at. */
const OPEN: Readonly<Record<string, string>> = {
  accountUnlock: '(token: "x") { ok }',
  emailChangeConfirm: '(token: "x") { ok }',
  emailVerify: '(token: "x") { ok }',
  login: '(input: { email: "a@example.com", password: "x" }) { userErrors { code } }',
  loginVerifyMfa: '(input: { challengeToken: "x", kind: TOTP, code: "1" }) { userErrors { code } }',
  passkeyLoginBegin: '{ userErrors { code } }',
  passwordReset: '(token: "x", newPassword: "y") { ok }',
};

describe('throttle', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SOURCE_CALLS_PER_MINUTE: '3' } });
  const em = () => app.context().em;
  const forget = () => em().execute('delete from throttle');
  const call = async (query: string, ip = '192.0.2.1', variables: Record<string, unknown> = {}) => {
    const { errors } = await app.running().handle({ query, variables, identity: anonymous, requestId: 'x', client: { ip } });
    return errors?.[0]?.extensions;
  };
  const limited = { code: 'RATE_LIMITED', retryAfter: expect.any(Number) };

  it.each(Object.entries(OPEN))('lets %s be called so often from one network, and from others as often', async (name, rest) => {
    await forget();
    const query = `mutation { ${name}${rest} }`;

    for (let count = 0; count < 3; count += 1) expect(await call(query)).toBeUndefined();
    expect(await call(query)).toMatchObject(limited);
    expect(await call(query, '192.0.2.2')).toBeUndefined();
  });

  it('holds sign-ups, refreshes, logouts, choices and mails, too', async () => {
    const { account } = await aMember(app);
    await forget();
    const { outcome } = await logIn(app, account);
    const token = outcome.refreshToken as string;
    const queries: [string, Record<string, unknown>][] = [
      ['mutation ($token: String!) { tokenRefresh(refreshToken: $token) { userErrors { code } } }', { token }],
      ['mutation ($token: String!) { logout(refreshToken: $token) { ok } }', { token }],
    ];
    for (const [query, variables] of queries) {
      for (let count = 0; count < 3; count += 1) expect(await call(query, '192.0.2.3', variables)).toBeUndefined();
      expect(await call(query, '192.0.2.3', variables)).toMatchObject(limited);
    }
    const signUp = 'mutation ($input: OrganizationSignUpInput!) { organizationSignUp(input: $input) { userErrors { code } } }';
    const weak = () => ({ input: aSignUp({ password: 'x', industryCode: null }) });
    for (let count = 0; count < 3; count += 1) expect(await call(signUp, '192.0.2.4', weak())).toBeUndefined();
    expect(await call(signUp, '192.0.2.4', weak())).toMatchObject(limited);
    const mail = (to: number) => call(`mutation { emailVerificationSend(email: "${to}@example.com") { ok } }`, '192.0.2.5');
    for (let count = 0; count < 60; count += 1) expect(await mail(count)).toBeUndefined();
    expect(await mail(60)).toMatchObject(limited);
  });

  it('fills up again evenly, and counts many at once exactly', async () => {
    await forget();
    const ctx = app.context<AuthContext>();
    const asking = { ...ctx, em: ctx.em, services: ctx.services, client: { ip: '192.0.2.9' } } as AuthContext;
    const count = () => throttle(asking, { what: 'x', source: { calls: 10, seconds: 100 } });

    const answers = await Promise.allSettled(Array.from({ length: 25 }, count));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await em().execute(`update throttle set full_until = full_until - interval '20 seconds'`);
    await count();
    await count();
    await expect(count()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await app.statementsOf(() => count().catch(() => {}))).toHaveLength(1);
  });
});
