import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { CONFIG, identityOf, inSession, PASSWORD } from './testing/arrange.js';
import { machinesOf } from './testing/machines.js';
import { authWithMailbox, tokenTo } from './testing/mailbox.js';
import { aMemberWithTotp, CHALLENGED, VERIFY } from './testing/second-factor.js';
import { SoftAuthenticator } from './testing/soft-authenticator.js';

const NEW_PASSWORD = 'plenty of nonsense words';

/** Everything that auth has written down, events and what waits to be mailed among it. */
const TABLES = `select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`;

describe('what was secret in any flow', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });

  it('is in no table, no event, no answer to somebody else and no error', async () => {
    const secrets: string[] = [PASSWORD, NEW_PASSWORD, CONFIG.KEY_ENCRYPTION_SECRET];
    const { account, authenticator, backupCodes, identity, confirmed } = await aMemberWithTotp(app);
    secrets.push(authenticator.secret, ...backupCodes);
    expect(confirmed.userErrors).toEqual([]);
    const login = (await app.execute(CHALLENGED, { input: { email: account.email, password: PASSWORD } })).data.login.outcome;
    const input = { challengeToken: login.challengeToken, kind: 'TOTP', code: authenticator.next(), trustDevice: true };
    const { outcome } = (await app.execute(VERIFY, { input })).data.loginVerifyMfa;
    secrets.push(login.challengeToken, outcome.accessToken, outcome.trustedDeviceToken);
    await app.execute(CHALLENGED, { input: { email: account.email, password: 'not the right password' } });
    secrets.push('not the right password');

    const begun = await app.as(identity).execute('mutation { passkeyRegisterBegin { options } }');
    const { challenge } = begun.data.passkeyRegisterBegin.options;
    const credential = new SoftAuthenticator().create({ challenge });
    await app
      .as(identity)
      .execute('mutation ($c: JSON!) { passkeyRegisterFinish(credential: $c) { userErrors { code } } }', { c: credential });
    secrets.push(challenge);

    const { secret } = await machinesOf(app).aKey();
    secrets.push(secret, secret.slice(42, 85));

    const again = await app
      .as(await inSession(app, { ...identityOf(outcome.accessToken), sessionId: crypto.randomUUID() }))
      .execute('mutation ($p: String!) { reauthenticate(password: $p) { tokens { accessToken refreshToken } } }', { p: PASSWORD });
    secrets.push(again.data.reauthenticate.tokens.accessToken, again.data.reauthenticate.tokens.refreshToken);

    await app.execute('mutation ($e: String!) { passwordResetRequest(email: $e) { ok } }', { e: account.email });
    const token = await tokenTo(app, mailbox, account.email);
    secrets.push(token);
    const reset = 'mutation ($t: String!, $p: String!) { passwordReset(token: $t, newPassword: $p) { ok userErrors { code message } } }';
    const refused = await app.execute(reset, { t: token, p: PASSWORD });
    const done = await app.execute(reset, { t: token, p: NEW_PASSWORD });
    expect(done.data.passwordReset.ok).toBe(true);

    const { em } = app.context();
    const tables = await em.execute<{ name: string }[]>(TABLES);
    expect(tables.length).toBeGreaterThan(25);
    const written = await Promise.all(
      tables.map(({ name }) => app.context().em.execute<object[]>(`select row_to_json(t)::text as row from "${name}" t`)),
    );
    const everything = JSON.stringify([written, await app.raised(), refused]);

    expect(everything).toContain(account.id);
    expect(secrets.length).toBeGreaterThan(20);
    for (const one of secrets) expect({ one, isWritten: everything.includes(one) }).toEqual({ one, isWritten: false });
  });
});
