import { describe, expect, it } from '@jest/globals';
import { executeAs, testSubgraph } from '@supergraph/kernel/testing';
import { userUpdated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { Session } from '../domain/session.entity.js';
import { verifyApiKey } from '../queries/verify-api-key.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, aMemberLoggedIn, anAccount, CONFIG, identityOf, logIn, refresh } from '../testing/arrange.js';
import { machinesOf } from '../testing/machines.js';

const START = `mutation ($input: ImpersonationStartInput!) { impersonationStart(input: $input) {
  userErrors { code } tokens { session { id } } } }`;
const REFUSED = [{ code: 'INVALID_CREDENTIALS', field: null }];

describe('somebody who is disabled', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const tell = (userId: string, status: 'ACTIVE' | 'DISABLED' | 'PENDING_VERIFICATION' | 'DELETED') =>
    app.deliver(userUpdated, { userId, fields: ['status'], status });
  const endOf = async (id: string) => (await app.context().em.findOneOrFail(Session, { id }, { refresh: true })).endedReason;

  async function actingAs(userId: string, organizationId: string) {
    const account = await anAccount(app, { platformScopes: ['platform:impersonate'] });
    const { outcome } = await logIn(app, account);
    const input = { userId, organizationId, reason: 'ticket 4711: cannot see invoices' };
    const start = async () => (await app.as(identityOf(outcome.accessToken)).execute(START, { input })).data.impersonationStart;
    return { account, sessionId: outcome.session.id as string, start, acting: (await start()).tokens.session.id as string };
  }

  it.each(['DISABLED', 'DELETED'] as const)('as %s loses every session, and does not log in', async (status) => {
    const { account, id, token } = await aMemberLoggedIn(app);
    const other = (await logIn(app, account)).outcome.session.id;
    await app.raised();

    await tell(account.id, status);

    expect([await endOf(id), await endOf(other)]).toEqual(['USER_DISABLED', 'USER_DISABLED']);
    expect((await app.raised()).map(({ type, payload }) => [type, payload.sessionId, payload.reason]).toSorted()).toEqual(
      [id, other].map((sessionId) => ['auth.session.ended.v1', sessionId, 'USER_DISABLED']).toSorted(),
    );
    expect((await logIn(app, account)).userErrors).toEqual(REFUSED);
    expect((await refresh(app, token)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
  });

  it('logs in again once enabled, and has lost nothing but the sessions', async () => {
    const { account, id } = await aMemberLoggedIn(app);
    await tell(account.id, 'DISABLED');
    await tell(account.id, 'DISABLED');

    await tell(account.id, 'ACTIVE');

    expect((await logIn(app, account)).userErrors).toEqual([]);
    expect(await endOf(id)).toBe('USER_DISABLED');
  });

  it('is nobody whose address is only not confirmed, or whose profile changed', async () => {
    const { account, id } = await aMemberLoggedIn(app);

    await tell(account.id, 'PENDING_VERIFICATION');
    await app.deliver(userUpdated, { userId: account.id, fields: ['firstName'] });

    expect([await endOf(id), (await logIn(app, account)).userErrors]).toEqual([null, []]);
  });

  it('may be somebody who has no account here', async () => {
    expect(await tell(crypto.randomUUID(), 'DISABLED')).toEqual(['done']);
  });

  it('is impersonated no longer', async () => {
    const { account, organization } = await aMember(app);
    const staff = await actingAs(account.id, organization.id);

    await tell(account.id, 'DISABLED');

    expect([await endOf(staff.acting), await endOf(staff.sessionId)]).toEqual(['USER_DISABLED', null]);
    expect((await staff.start()).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('acts as nobody else any longer', async () => {
    const { account, organization, id } = await aMemberLoggedIn(app);
    const staff = await actingAs(account.id, organization.id);

    await tell(staff.account.id, 'DISABLED');

    expect([await endOf(staff.acting), await endOf(staff.sessionId), await endOf(id)]).toEqual(['USER_DISABLED', 'USER_DISABLED', null]);
  });

  it('begins to act as nobody, before the session is over, too', async () => {
    const { account, organization } = await aMember(app);
    const staff = await actingAs(account.id, organization.id);
    await app.context().em.nativeUpdate(Account, { id: staff.account.id }, { status: AccountStatus.DISABLED });

    expect((await staff.start()).userErrors).toEqual([{ code: 'FORBIDDEN' }]);
  });

  it('leaves the keys of machines that they made to the organization', async () => {
    const { secret, organizationId, owner } = await machinesOf(app).aKey();
    await anAccount(app, { id: owner.subject as string });

    await tell(owner.subject as string, 'DISABLED');

    const verdict = await verifyApiKey(app.context() as AuthContext, { key: secret, requiredScopes: [], organizationId });
    expect(verdict.valid).toBe(true);
  });

  it('gets no session by a login that comes at the same moment', async () => {
    const { account } = await aMember(app);

    const [answers] = await Promise.all([Promise.all(Array.from({ length: 6 }, () => logIn(app, account))), tell(account.id, 'DISABLED')]);

    const ids = answers.flatMap(({ outcome }) => outcome?.session.id ?? []);
    expect(await Promise.all(ids.map(endOf))).toEqual(ids.map(() => 'USER_DISABLED'));
    const rows = await executeAs(app.database().ownerUrl, `select 1 from session where user_id = '${account.id}' and status = 'ACTIVE'`);
    expect(rows).toEqual([]);
  });
});
