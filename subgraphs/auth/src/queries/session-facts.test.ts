import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '@supergraph/kernel/events';
import type { FactChange, FactsFeed } from '@supergraph/kernel/tenancy';
import { testSubgraph } from '@supergraph/kernel/testing';
import { membershipUpdated, sessionEnded, sessionStarted, tenantSuspended } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { Session, SessionStatus } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, logIn } from '../testing/arrange.js';
import { facts } from './session-facts.js';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

describe('the facts of auth', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const feed = () => app.running().facts as FactsFeed;
  const endedSince = async (since: Date) => (await feed().ask({ since: since.toISOString() })).endedSessions;
  const aSession = async (ended: Partial<Session> = {}) => {
    const { account } = await aMember(app);
    const { id } = (await logIn(app, account)).outcome.session;
    await app.context().em.nativeUpdate(Session, { id }, ended);
    return id as string;
  };
  const ended = (endedAt: Date) => ({ status: SessionStatus.REVOKED, endedAt });

  it('name the sessions of every organization that were ended since a moment, in one statement', async () => {
    await aSession();
    const earlier = await aSession(ended(ago(60)));
    const later = await aSession(ended(ago(10)));

    expect(await endedSince(ago(0))).toEqual([]);
    expect(await endedSince(ago(30))).toEqual([later]);
    expect((await endedSince(ago(90))).sort()).toEqual([earlier, later].sort());
    const context = app.context<AuthContext>();
    expect(await app.statementsOf(async () => facts.endedSessions?.(context, ago(90)))).toHaveLength(1);
  });

  it('change with the end of a session and with nothing else', () => {
    const aggregateId = randomUUID();
    const changesOf = ({ type }: { type: string }) => facts.changes?.({ type, aggregateId, organizationId: randomUUID() } as EventRecord);

    expect(changesOf(sessionEnded)).toEqual([{ endedSession: aggregateId }]);
    for (const other of [sessionStarted, membershipUpdated, tenantSuspended]) expect(changesOf(other)).toEqual([]);
  });

  it('tell of every session that is announced as ended, now and to whoever listens', async () => {
    const { account, organization } = await aMember(app);
    for (const _ of ['laptop', 'phone', 'tablet']) await logIn(app, account);
    let { position } = await feed().changes({ after: null, wait: 0 });
    await app.raised();

    await app.deliver(tenantSuspended, { organizationId: organization.id, reason: 'unpaid' });
    const announced = (await app.raised()).filter(({ type }) => type === sessionEnded.type).map(({ aggregateId }) => aggregateId);
    const heard: FactChange[] = [];
    while (heard.length < 3) {
      const answer = await feed().changes({ after: position, wait: 1_000 });
      heard.push(...answer.changes);
      position = answer.position;
    }

    expect(announced).toHaveLength(3);
    expect(await endedSince(ago(30))).toEqual(expect.arrayContaining(announced));
    expect(heard).toEqual(announced.map((endedSession) => ({ endedSession })));
  });
});
