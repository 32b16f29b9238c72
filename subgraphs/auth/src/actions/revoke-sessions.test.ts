import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anAccount, CONFIG, identityOf, logIn, refresh } from '../testing/arrange.js';

const SESSIONS = `query ($of: [_Any!]!, $first: Int, $after: String, $status: [SessionStatus!]) { _entities(representations: $of) {
  ... on User { id sessions(first: $first, after: $after, status: $status) { nodes { id isCurrent status endedReason endedAt }
    pageInfo { hasNextPage endCursor } } } } }`;
const REVOKE = 'mutation ($id: ID!) { sessionRevoke(id: $id) { session { id status endedReason } userErrors { code field } } }';
const REVOKE_OTHERS = 'mutation { sessionRevokeOthers { revokedCount userErrors { code } } }';
const REVOKE_OF = `mutation ($userId: ID!, $reason: String!) { userSessionsRevoke(userId: $userId, reason: $reason) {
  revokedCount userErrors { code field } } }`;

describe('sessions', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const aLogin = async (account: { email: string }, input: object = {}) => {
    const { outcome } = await logIn(app, account, input);
    return { id: outcome.session.id as string, token: outcome.refreshToken as string, identity: identityOf(outcome.accessToken) };
  };
  const listed = async (who: Parameters<typeof app.as>[0], userId: string, variables: object = {}) =>
    (await app.as(who).execute(SESSIONS, { of: [{ __typename: 'User', id: userId }], first: 20, status: ['ACTIVE'], ...variables })).data
      ._entities[0].sessions;
  const idsOf = (list: { nodes: { id: string }[] }) => list.nodes.map(({ id }) => id);
  /** Somebody who is logged in to two organizations. */
  const aTraveller = async () => {
    const home = await aMember(app);
    const abroad = await aMember(app);
    await aGrant(app, { userId: home.account.id, organizationId: abroad.organization.id });
    const here = await aLogin(home.account, { organizationSlug: home.organization.slug });
    const there = await aLogin(home.account, { organizationSlug: abroad.organization.slug });
    await app.raised();
    return { ...home, abroad, here, there };
  };

  describe('are shown', () => {
    it('to their person, wherever they were started, newest first and page by page', async () => {
      const { account, here, there } = await aTraveller();

      const all = await listed(here.identity, account.id);
      expect(all.nodes.map(({ id, isCurrent }: { id: string; isCurrent: boolean }) => [id, isCurrent])).toEqual([
        [there.id, false],
        [here.id, true],
      ]);
      const first = await listed(here.identity, account.id, { first: 1 });
      expect(idsOf(first)).toEqual([there.id]);
      expect(first.pageInfo.hasNextPage).toBe(true);
      expect(idsOf(await listed(here.identity, account.id, { first: 1, after: first.pageInfo.endCursor }))).toEqual([here.id]);
    });

    it('to administrators in their organization, to staff all, and to nobody else', async () => {
      const { account, organization, here, there } = await aTraveller();

      expect(idsOf(await listed(aMemberOf(organization.id, 'org:members:write'), account.id))).toEqual([here.id]);
      expect(idsOf(await listed(anOperator('platform:users:read'), account.id))).toEqual([there.id, here.id]);
      expect(await listed(aMemberOf(organization.id, 'org:read'), account.id)).toBeNull();
      expect(await listed(anOperator('platform:orgs:read'), account.id)).toBeNull();
      expect(await listed(serviceIdentity('tenant'), account.id)).toBeNull();
      expect(idsOf(await listed(aMemberOf(randomUUID(), 'org:members:write'), account.id))).toEqual([]);
    });

    it('with what became of them', async () => {
      const { account } = await aMember(app);
      const [viewer, unused, old, gone] = [await aLogin(account), await aLogin(account), await aLogin(account), await aLogin(account)];
      const { em } = app.context();
      const past = new Date(Date.now() - 1_000);
      await em.nativeUpdate(Session, { id: unused.id }, { expiresAt: past });
      await em.nativeUpdate(Session, { id: old.id }, { expiresAt: past, endsAt: past });
      await app.as(viewer.identity).execute(REVOKE, { id: gone.id });

      expect(idsOf(await listed(viewer.identity, account.id))).toEqual([viewer.id]);
      expect((await listed(viewer.identity, account.id, { status: ['EXPIRED'] })).nodes).toEqual([
        { id: old.id, isCurrent: false, status: 'EXPIRED', endedReason: 'MAX_LIFETIME', endedAt: past.toISOString() },
        { id: unused.id, isCurrent: false, status: 'EXPIRED', endedReason: 'IDLE_TIMEOUT', endedAt: past.toISOString() },
      ]);
      expect(idsOf(await listed(viewer.identity, account.id, { status: ['REVOKED'] }))).toEqual([gone.id]);
      expect(idsOf(await listed(viewer.identity, account.id, { status: [] }))).toHaveLength(4);
    });

    it('in two statements, of however many people', async () => {
      const [one, other] = [await aTraveller(), await aTraveller()];
      const of = [one, other].map(({ account: { id } }) => ({ __typename: 'User', id }));

      const ask = () => app.as(anOperator('platform:users:read')).execute(SESSIONS, { of, first: 5, status: ['ACTIVE'] });

      expect(await app.statementsOf(ask)).toHaveLength(2);
    });
  });

  describe('sessionRevoke', () => {
    it('ends another session of the person, in another organization, too', async () => {
      const { account, abroad, here, there } = await aTraveller();

      const { data } = await app.as(here.identity).execute(REVOKE, { id: there.id });

      const session = { id: there.id, status: 'REVOKED', endedReason: 'REVOKED_BY_USER' };
      expect(data.sessionRevoke).toEqual({ session, userErrors: [] });
      const payload = { sessionId: there.id, userId: account.id, organizationId: abroad.organization.id, reason: 'REVOKED_BY_USER' };
      expect(await app.raised()).toMatchObject([{ type: 'auth.session.ended.v1', payload }]);
      expect((await refresh(app, there.token)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
      expect((await app.as(here.identity).execute(REVOKE, { id: there.id })).data.sessionRevoke.session).toEqual(session);
      expect(await app.raised()).toEqual([]);
    });

    it('does not end the session of the request, nor one of somebody else', async () => {
      const { organization, here } = await aTraveller();
      const colleague = await aLogin((await aMember(app, { organization })).account);
      const errorOf = async (id: string) => (await app.as(here.identity).execute(REVOKE, { id })).data.sessionRevoke.userErrors;

      expect(await errorOf(here.id)).toEqual([{ code: 'INVALID', field: ['id'] }]);
      for (const id of [colleague.id, randomUUID(), 'nonsense']) expect(await errorOf(id)).toEqual([{ code: 'NOT_FOUND', field: ['id'] }]);
      expect((await refresh(app, colleague.token)).userErrors).toEqual([]);
    });

    it('is nothing for an ended session, however long its access token still runs', async () => {
      const { here, there } = await aTraveller();
      await app.as(there.identity).execute(REVOKE, { id: here.id });

      expect((await app.as(here.identity).execute(REVOKE_OTHERS)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect((await refresh(app, there.token)).userErrors).toEqual([]);
    });
  });

  it('sessionRevokeOthers ends all but the one of the request', async () => {
    const { account, organization, here, there } = await aTraveller();
    const colleague = await aLogin((await aMember(app, { organization })).account);

    expect((await app.as(here.identity).execute(REVOKE_OTHERS)).data.sessionRevokeOthers).toEqual({ revokedCount: 1, userErrors: [] });

    expect(idsOf(await listed(here.identity, account.id))).toEqual([here.id]);
    expect((await refresh(app, there.token)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
    expect((await refresh(app, colleague.token)).userErrors).toEqual([]);
  });

  describe('userSessionsRevoke', () => {
    const revoke = async (who: Parameters<typeof app.as>[0], userId: string, reason = 'lost laptop') =>
      (await app.as(who).execute(REVOKE_OF, { userId, reason })).data.userSessionsRevoke;

    it('ends those in the organization of an administrator, and says why', async () => {
      const { account, organization, here, there } = await aTraveller();

      expect(await revoke(aMemberOf(organization.id, 'org:members:write'), account.id)).toEqual({ revokedCount: 1, userErrors: [] });

      expect((await app.raised()).map(({ type, payload }) => [type, payload.reason])).toEqual([
        ['auth.session.ended.v1', 'REVOKED_BY_ADMIN'],
        ['auth.user_sessions.revoked.v1', 'lost laptop'],
      ]);
      expect((await refresh(app, here.token)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
      expect((await refresh(app, there.token)).userErrors).toEqual([]);
    });

    it('ends all of them for platform staff', async () => {
      const { account } = await aTraveller();

      expect(await revoke(anOperator('platform:users:write'), account.id)).toEqual({ revokedCount: 2, userErrors: [] });
    });

    it('knows nobody from elsewhere', async () => {
      const { account, organization } = await aTraveller();
      const stranger = await anAccount(app);
      const notFound = { revokedCount: 0, userErrors: [{ code: 'NOT_FOUND', field: ['userId'] }] };

      expect(await revoke(aMemberOf(organization.id, 'org:members:write'), stranger.id)).toEqual(notFound);
      expect(await revoke(aMemberOf(randomUUID(), 'org:members:write'), account.id)).toEqual(notFound);
      for (const id of [randomUUID(), 'nonsense']) expect(await revoke(anOperator('platform:users:write'), id)).toEqual(notFound);
      expect((await revoke(anOperator('platform:users:write'), account.id, '  ')).userErrors).toEqual([
        { code: 'INVALID', field: ['reason'] },
      ]);
    });
  });
});
