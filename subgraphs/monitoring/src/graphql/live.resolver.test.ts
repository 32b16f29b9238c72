import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PULSE_CHANNEL } from '@supergraph/kernel/live';
import { channelName, memoryBroker, type PositionedMessage } from '@supergraph/kernel/realtime';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantSuspended } from '@supergraph/schema/events';
import { tellAuditEvents } from '../actions/tell-audit-events.js';
import { auditEveryEvent } from '../consumers/audit-every-event.js';
import { tellRecordedEvents } from '../consumers/tell-recorded-events.js';
import type { MonitoringContext } from '../context.js';
import { monitoringSubgraph } from '../subgraph.js';

const RECORDED = `subscription ($o: ID!, $f: AuditEventRecordedFilter) {
  auditEventRecorded(organizationId: $o, filter: $f) { id sequence action reason actor { type } targets { type id } }
}`;
const STATUS = 'subscription { realtimeStatus { source lagMs at } }';

describe('auditEventRecorded', () => {
  const broker = memoryBroker();
  const app = testSubgraph(monitoringSubgraph, { broker });
  const options = () => ({ em: () => app.context<MonitoringContext>().em, broker });
  const suspended = (organizationId: string) => app.record(tenantSuspended, { organizationId, reason: 'unpaid' });
  const record = (event: ReturnType<typeof suspended>) =>
    app.deliver(tenantSuspended, event.payload as { organizationId: string; reason: string }, event);
  const tell = (...events: ReturnType<typeof suspended>[]) => tellRecordedEvents(options()).handle(events);
  const told = async (organizationId: string): Promise<PositionedMessage[]> => {
    const channel = channelName(organizationId, 'audit-event');
    const { epoch } = await broker.position(channel);
    return (await broker.since(channel, { epoch, offset: 0 })) ?? [];
  };

  it('shows each row of the trail once it is there, once', async () => {
    const organizationId = randomUUID();
    const auditor = app.as(aMemberOf(organizationId, 'org:audit:read'));
    const events = [suspended(organizationId), suspended(organizationId)];
    const { stream } = await auditor.subscribe(RECORDED, { o: organizationId });
    for (const event of events) await record(event);

    await tell(...events);
    await tell(...events);

    expect(stream?.channels).toEqual([channelName(organizationId, 'audit-event')]);
    const bodies = (await told(organizationId)).map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ auditEventId }) => auditEventId)).toEqual(events.map(({ id }) => id));
    const shown = await Promise.all(bodies.map((body) => auditor.event(body, RECORDED, { o: organizationId })));
    expect(shown.map(({ data }) => data.auditEventRecorded)).toEqual(
      events.map(({ id }, index) => ({
        id,
        sequence: index + 1,
        action: 'tenant.suspended',
        reason: 'unpaid',
        actor: { type: 'SYSTEM' },
        targets: [{ type: 'organization', id: organizationId }],
      })),
    );
    expect(await app.statementsOf(() => auditor.event(bodies[0], RECORDED, { o: organizationId }))).toHaveLength(1);
  });

  it('waits for what is not recorded yet, and not for what never will be', async () => {
    const organizationId = randomUUID();
    const [early, late, never] = [suspended(organizationId), suspended(organizationId), suspended(organizationId)];
    await record(early);
    await app.context().em.execute('insert into inbox (consumer, event_id) values (?, ?)', [auditEveryEvent.name, never.id], 'run');

    await expect(tell(early, late, never)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await told(organizationId)).toHaveLength(1);
    await record(late);
    await tell(early, late, never);

    expect(await told(organizationId)).toHaveLength(2);
  });

  it('tells nothing by which a person could be found, but ids', async () => {
    const organizationId = randomUUID();
    const event = suspended(organizationId);
    event.headers = { ...event.headers, ip: '203.0.113.7', userAgent: 'Firefox', sessionId: 'session-of-somebody' };
    await record(event);

    await tellAuditEvents({ ...options(), recorder: auditEveryEvent.name }, [event.id]);

    expect(JSON.stringify(await told(organizationId))).not.toMatch(/203\.0\.113|Firefox|session-of-somebody|unpaid/);
  });

  it('takes what the filter lets through, and nothing of another organization', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const auditor = app.as(aMemberOf(ours, 'org:audit:read'));
    const events = [suspended(ours), suspended(theirs)] as const;
    for (const event of events) await record(event);
    await tell(...events);
    const [own, foreign] = [await told(ours), await told(theirs)].map(([message]) => JSON.parse(message?.body ?? ''));
    const isShown = async (body: object, f: object = {}, o = ours) => {
      const { data } = await auditor.event(body, RECORDED, { o, f });
      return data !== null;
    };

    expect(await isShown(own)).toBe(true);
    expect(await isShown(own, { actions: ['tenant.suspended'], targetIds: [ours], actorTypes: ['SYSTEM'], outcome: ['SUCCESS'] })).toBe(
      true,
    );
    expect(await isShown(own, { actions: ['other'] })).toBe(false);
    expect(await isShown(own, { targetTypes: ['user'] })).toBe(false);
    expect(await isShown(foreign)).toBe(false);
    expect(await isShown({ ...foreign, organizationId: null })).toBe(false);
    expect(await isShown({ ...foreign, organizationId: ours })).toBe(false);
    expect(await isShown(own, {}, theirs)).toBe(false);
  });

  it('knows nothing of a message that is not of a trail', async () => {
    const organizationId = randomUUID();
    const auditor = app.as(aMemberOf(organizationId, 'org:audit:read'));

    for (const message of [{ payload: {} }, { auditEventId: randomUUID() }]) {
      const { errors } = await auditor.event({ organizationId, ...message }, RECORDED, { o: organizationId });

      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
  });

  it('is refused like a query', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const code = async (identity: ReturnType<typeof anOperator>, o: string) => {
      const { stream, errors } = await app.as(identity).subscribe(RECORDED, { o });
      return stream ? 'opened' : errors[0]?.extensions?.code;
    };

    expect(await code(aMemberOf(ours, 'org:audit:read'), ours)).toBe('opened');
    expect(await code(aMemberOf(ours, 'org:audit:read'), theirs)).toBe('TENANT_MISMATCH');
    expect(await code(aMemberOf(ours), ours)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await code(anOperator('platform:audit:read'), theirs)).toBe('opened');
  });
});

describe('realtimeStatus', () => {
  const app = testSubgraph(monitoringSubgraph);

  it('shows the pulse of every service to whoever is logged in', async () => {
    const member = app.as(aMemberOf(randomUUID()));
    const pulse = { source: 'tenant', relayLagMs: 20, consumerLagMs: 3, at: Date.UTC(2026, 0, 2) };

    expect((await member.subscribe(STATUS)).stream).toEqual({ channels: [PULSE_CHANNEL] });
    expect((await member.event(pulse, STATUS)).data).toEqual({
      realtimeStatus: { source: 'tenant', lagMs: 23, at: '2026-01-02T00:00:00.000Z' },
    });
    expect((await member.event({ ...pulse, organizationId: randomUUID() }, STATUS)).errors).toMatchObject([
      { extensions: { code: 'TENANT_MISMATCH' } },
    ]);
    expect((await app.execute(STATUS)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

describe('monitoring at work', () => {
  const broker = memoryBroker();
  const app = testSubgraph(monitoringSubgraph, { broker, background: true });

  it('tells an organization at once that platform staff looked into it', async () => {
    const [organizationId, heard] = [randomUUID(), [] as PositionedMessage[]];
    const channel = channelName(organizationId, 'audit-event');
    await broker.listen(channel, { message: (message) => void heard.push(message), interrupted: () => {} });

    await app.as(anOperator('platform:audit:read')).subscribe(RECORDED, { o: organizationId });
    while (heard.length === 0) await sleep(10);

    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ organizationId, action: 'platform.organization_accessed' });
  });
});
