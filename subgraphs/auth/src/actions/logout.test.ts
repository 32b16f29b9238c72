import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { aMemberLoggedIn, CONFIG, refresh } from '../testing/arrange.js';

const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) { ok userErrors { code field } } }';
const CURRENT = '{ currentSession { id isCurrent status organization { id name } user { id } endedReason } }';
const ENTITY = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { id status } } }';

describe('logout and currentSession', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const loggedIn = () => aMemberLoggedIn(app);

  it('shows the session of the access token', async () => {
    const { id, identity, organization, account } = await loggedIn();

    const { data } = await app.as(identity).execute(CURRENT);

    expect(data.currentSession).toEqual({
      id,
      isCurrent: true,
      status: 'ACTIVE',
      organization: { id: organization.id, name: 'Acme' },
      user: { id: account.id },
      endedReason: null,
    });
  });

  it('shows nobody a session that is not theirs', async () => {
    const { id } = await loggedIn();

    const stranger = { ...aMemberOf(randomUUID()), sessionId: id };

    expect((await app.as(stranger).execute(CURRENT)).data).toEqual({ currentSession: null });
    expect((await app.as(serviceIdentity('tenant')).execute(CURRENT)).data).toEqual({ currentSession: null });
    expect((await app.execute(CURRENT)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('resolves a session for its person, for staff that reads people and for siblings, and for nobody else', async () => {
    const { id, identity } = await loggedIn();
    const of = [{ __typename: 'Session', id }];
    const seenBy = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(ENTITY, { of })).data._entities[0];

    const session = { id, status: 'ACTIVE' };
    expect(await seenBy(identity)).toEqual(session);
    expect(await seenBy(serviceIdentity('monitoring'))).toEqual(session);
    expect(await seenBy(anOperator('platform:users:read'))).toEqual(session);
    expect(await seenBy(anOperator('platform:orgs:read'))).toBeNull();
    expect(await seenBy(aMemberOf(randomUUID(), 'platform:users:read'))).toBeNull();
  });

  it('ends the session that the request was made in', async () => {
    const { id, identity, token, account, organization } = await loggedIn();

    expect((await app.as(identity).execute(LOGOUT)).data.logout).toEqual({ ok: true, userErrors: [] });

    expect(await app.raised()).toMatchObject([
      {
        type: 'auth.session.ended.v1',
        payload: { sessionId: id, userId: account.id, organizationId: organization.id, reason: 'LOGOUT' },
      },
    ]);
    expect((await refresh(app, token)).userErrors).toEqual([{ code: 'SESSION_REVOKED', field: ['refreshToken'] }]);
  });

  it('ends the session of the refresh token, and is content to hear it twice', async () => {
    const { token } = await loggedIn();

    for (const _ of ['once', 'twice']) {
      expect((await app.execute(LOGOUT, { token })).data.logout).toEqual({ ok: true, userErrors: [] });
    }
    expect(await app.raised()).toHaveLength(1);
  });

  it.each([[null], ['garbage'], [randomUUID()]])('says so where nothing names a session: %s', async (token) => {
    expect((await app.execute(LOGOUT, { token })).data.logout).toEqual({
      ok: false,
      userErrors: [{ code: 'TOKEN_INVALID', field: ['refreshToken'] }],
    });
  });
});
