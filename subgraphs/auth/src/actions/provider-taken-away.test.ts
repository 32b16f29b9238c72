import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Session, SessionStatus } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { aProvider, Browser } from '../testing/oidc-provider.js';
import {
  aMemberWithProvider,
  begin,
  DELETE_PROVIDER,
  finish,
  logInBy,
  type PersonInit,
  securityOf,
  UPDATE_PROVIDER,
} from '../testing/provider-logins.js';
import { VERIFY } from '../testing/second-factor.js';

/** Asks again and again, until the answer is right or nobody waits for it any more. */
async function until<Answer>(ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Promise<void> {
  for (let times = 0; times < 500; times += 1) {
    if (isRight(await ask())) return;
    await sleep(10);
  }
}

const provider = await aProvider();
const another = await aProvider();
afterAll(() => Promise.all([provider.stop(), another.stop()]));

const config = { ...CONFIG, OUTGOING_NETWORKS: '127.0.0.0/8' };
const refused = (code: string) => ({ outcome: null, userErrors: [{ code, field: null }] });

describe('a login by the provider of an organization ends with it:', () => {
  const app = testSubgraph(authSubgraph, { config });
  const em = () => app.context().em;
  const aPerson = (init: PersonInit = {}) => aMemberWithProvider(app, provider.issuer, init);
  const statusOf = async (id: string) => (await em().findOneOrFail(Session, { id }, { refresh: true })).status;
  const loggedIn = async (init: Parameters<typeof aPerson>[0] = {}) => {
    const made = await aPerson(init);
    const { outcome } = await logInBy(app, made.directory.id, made.who);
    return { ...made, sessionId: outcome.session.id as string, security: await securityOf(app, made.organization.id) };
  };
  const update = async (made: Awaited<ReturnType<typeof aPerson>> & { security: Identity }, input: object) => {
    const { security, organization, directory } = made;
    const variables = { id: directory.id, input: { organizationId: organization.id, ...input } };
    return (await app.as(security).execute(UPDATE_PROVIDER, variables)).data.identityProviderUpdate;
  };

  it.each<[string, object, boolean]>([
    ['switched off', { isEnabled: false }, true],
    ['another client', { clientId: 'else' }, true],
    ['another issuer', { issuer: another.issuer, clientSecret: 'another one' }, true],
    ['for fewer addresses', { emailDomains: ['example.org'] }, true],
    ['trusted less', { trustsSecondFactor: false }, true],
    ['for more addresses', { emailDomains: ['example.org', 'example.com'] }, false],
    ['called something else', { name: 'Staff' }, false],
    ['with another secret', { clientSecret: 'another one' }, false],
  ])('%s', async (_how, input, ends) => {
    const made = await loggedIn({ trustsSecondFactor: true });
    await app.raised();

    expect((await update(made, input)).userErrors).toEqual([]);

    expect(await statusOf(made.sessionId)).toBe(ends ? SessionStatus.REVOKED : SessionStatus.ACTIVE);
    const ended = (await app.raised()).filter(({ type }) => type === 'auth.session.ended.v1');
    expect(ended).toMatchObject(ends ? [{ payload: { sessionId: made.sessionId, reason: 'REVOKED_BY_ADMIN' } }] : []);
  });

  it('taken away, and its links with it', async () => {
    const made = await loggedIn();
    const pending = await begin(app, made.directory.id);
    const callbackUrl = await new Browser().visit(pending.authorizationUrl, made.who);

    await app.as(made.security).execute(DELETE_PROVIDER, { id: made.directory.id });

    expect(await statusOf(made.sessionId)).toBe(SessionStatus.REVOKED);
    expect((await begin(app, made.directory.id)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['input', 'providerId'] }]);
    expect(await finish(app, pending.loginState, callbackUrl)).toEqual(refused('IDENTITY_REJECTED'));
  });

  it.each(['taken away', 'switched off'])('and so does a login that waits for its second factor when it is %s', async (how) => {
    const made = await aPerson({ withTotp: true });
    const { outcome } = await logInBy(app, made.directory.id, made.who);
    const security = await securityOf(app, made.organization.id);
    const { id } = made.directory;
    if (how === 'taken away') await app.as(security).execute(DELETE_PROVIDER, { id });
    else await update({ ...made, security }, { isEnabled: false });

    const input = { challengeToken: outcome.challengeToken, kind: 'TOTP', code: made.authenticator?.next() };
    expect((await app.execute(VERIFY, { input })).data.loginVerifyMfa).toMatchObject(refused('IDENTITY_REJECTED'));
  });

  it('a login that comes at the very moment waits for what becomes of it', async () => {
    const { directory, who } = await aPerson();
    await logInBy(app, directory.id, who);
    const { authorizationUrl, loginState } = await begin(app, directory.id);
    const callbackUrl = await new Browser().visit(authorizationUrl, who);
    const waiting = async () =>
      until(
        () =>
          em().execute<object[]>(
            'select from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()',
          ),
        (rows) => rows.length > 0,
      );

    const pending = await em().transactional(async (taking) => {
      await taking.execute('delete from identity_provider where id = ?', [directory.id]);
      const answer = finish(app, loginState, callbackUrl);
      await Promise.race([answer, waiting()]);
      return { answer };
    });

    expect(await pending.answer).toEqual(refused('IDENTITY_REJECTED'));
  });

  it('another issuer by the same name for somebody is somebody else', async () => {
    const made = await loggedIn();
    await update(made, { issuer: another.issuer, clientSecret: 'what only the two of us know' });

    expect(await logInBy(app, made.directory.id, { subject: made.who.subject })).toEqual(refused('IDENTITY_NOT_LINKED'));
    expect((await logInBy(app, made.directory.id, made.who)).userErrors).toEqual([]);
  });
});
