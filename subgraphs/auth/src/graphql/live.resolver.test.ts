import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { channelName, userOwner } from '@supergraph/kernel/realtime';
import { aMemberOf, foreignEventsShown, testSubgraph } from '@supergraph/kernel/testing';
import { sessionEnded, sessionStarted } from '@supergraph/schema/events';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, identityOf, logIn } from '../testing/arrange.js';

const CHANGED = 'subscription ($f: SessionEventFilter) { sessionChanged(filter: $f) { change sessionId reason occurredAt } }';
const WITH_SESSION = 'subscription { sessionChanged { change session { status } } }';

describe('sessionChanged', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const aLogin = async () => {
    const member = await aMember(app);
    const { outcome } = await logIn(app, member.account);
    return { ...member, identity: identityOf(outcome.accessToken), sessionId: outcome.session.id as string };
  };

  it('shows a person their own logins and logouts', async () => {
    const [ada, bob] = [await aLogin(), await aLogin()];
    const live = await app.as(ada.identity).subscribe(CHANGED);
    const ends = await app
      .as(ada.identity)
      .subscribe(WITH_SESSION.replace('sessionChanged', 'sessionChanged(filter: { changes: [ENDED] })'));

    const { outcome } = await logIn(app, ada.account);
    await logIn(app, bob.account);
    await app.as(identityOf(outcome.accessToken)).execute('mutation { logout { ok } }');

    expect(live.stream?.channels).toEqual([channelName(userOwner(ada.account.id), 'session')]);
    const sessionId = outcome.session.id;
    expect((await live.news()).map(({ data }) => data.sessionChanged)).toEqual([
      { change: 'STARTED', sessionId, reason: null, occurredAt: expect.any(String) },
      { change: 'ENDED', sessionId, reason: 'LOGOUT', occurredAt: expect.any(String) },
    ]);
    expect((await ends.news()).map(({ data }) => data.sessionChanged)).toEqual([{ change: 'ENDED', session: { status: 'REVOKED' } }]);
  });

  it('reads nothing for what the event carries', async () => {
    const { identity, sessionId, account, organization } = await aLogin();
    const event = app.record(sessionStarted, { sessionId, userId: account.id, organizationId: organization.id });

    expect(await app.statementsOf(() => app.as(identity).event(event, CHANGED))).toEqual([]);
    expect(await app.statementsOf(() => app.as(identity).event(event, WITH_SESSION))).toHaveLength(1);
  });

  it('is for people who are logged in, and for nobody else’s sessions', async () => {
    const [ada, bob] = [await aLogin(), await aLogin()];
    const ofBob = app.record(sessionEnded, {
      sessionId: bob.sessionId,
      userId: bob.account.id,
      organizationId: ada.organization.id,
      reason: 'LOGOUT',
    });
    const elsewhere = app.record(sessionEnded, {
      sessionId: randomUUID(),
      userId: ada.account.id,
      organizationId: bob.organization.id,
      reason: 'LOGOUT',
    });

    expect((await app.execute(CHANGED)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const service = { ...aMemberOf(randomUUID()), kind: 'service' as const };
    expect((await app.as(service).subscribe(CHANGED)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    for (const event of [ofBob, elsewhere]) expect((await app.as(ada.identity).event(event, CHANGED)).data).toBeNull();
  });

  it('shows no event that is not for it', async () => {
    const { identity, sessionId, account, organization } = await aLogin();
    const event = app.record(sessionStarted, { sessionId, userId: account.id, organizationId: organization.id });

    expect((await app.as(identity).event(event, CHANGED)).errors).toEqual([]);
    expect(await foreignEventsShown(app, authSubgraph, { identity, query: CHANGED, variables: {}, event })).toEqual([]);
  });
});
