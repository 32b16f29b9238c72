import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type EventRecord, eventsOf } from '@supergraph/kernel/events';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { loginFailed, membershipUpdated, tenantSuspended, userCreated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { MonitoringContext } from '../context.js';
import { AuditChain } from '../domain/audit-chain.entity.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { GENESIS_HASH } from '../domain/audit-hash.js';
import { monitoringSubgraph } from '../subgraph.js';
import { runAs } from '../testing/run-as.js';
import { recordAuditEvent } from './record-audit-event.js';

describe('recordAuditEvent', () => {
  const app = testSubgraph(monitoringSubgraph);
  const suspend = (organizationId: string, envelope: Partial<EventRecord> = {}) =>
    app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' }, envelope);
  const trailOf = (organizationId: string | null) =>
    app.context().em.find(AuditEvent, { organizationId }, { orderBy: { sequence: 'asc' } });

  it('keeps who did what to what, when, from where and with which details', async () => {
    const [id, organizationId, userId, membershipId, sessionId] = Array.from({ length: 5 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const payload = {
      membershipId,
      organizationId,
      userId,
      status: 'ACTIVE' as const,
      kind: 'EMPLOYEE' as const,
      roleKeys: ['admin'],
      permissions: ['org:write'],
    };

    await app.deliver(membershipUpdated, payload, {
      id,
      createdAt: '2026-01-02T03:04:05.678Z',
      headers: { correlationId: 'req-1', actor: { kind: 'user', id: userId }, sessionId, ip: '203.0.113.7', userAgent: 'Firefox' },
    });

    const [event, ...others] = await trailOf(organizationId);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      id,
      sequence: 1n,
      occurredAt: new Date('2026-01-02T03:04:05.678Z'),
      action: 'membership.updated',
      schemaVersion: 1,
      outcome: 'SUCCESS',
      severity: 'MEDIUM',
      actorType: 'USER',
      actorId: userId,
      targets: [
        { type: 'membership', id: membershipId },
        { type: 'user', id: userId },
      ],
      changes: payload,
      ipAddress: '203.0.113.7',
      userAgent: 'Firefox',
      requestId: 'req-1',
      sessionId,
      prevHash: GENESIS_HASH,
    });
    expect(Date.now() - Number(event?.recordedAt)).toBeLessThan(60_000);
  });

  it('links the events of an organization without a gap, and leaves the other chains alone', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await suspend(one);
    await suspend(other);
    await suspend(one);

    const [first, second] = await trailOf(one);

    expect([first?.sequence, second?.sequence]).toEqual([1n, 2n]);
    expect(second?.prevHash).toBe(first?.hash);
    expect((await trailOf(other)).map(({ sequence, prevHash }) => [sequence, prevHash])).toEqual([[1n, GENESIS_HASH]]);
    expect(await app.context().em.findOneOrFail(AuditChain, { organizationId: one })).toMatchObject({ length: 2n, headHash: second?.hash });
  });

  it('gives events without an organization a chain of their own', async () => {
    await app.deliver(userCreated, { userId: randomUUID(), displayName: 'Ada' });
    await app.deliver(loginFailed, { userId: randomUUID(), reason: 'PASSWORD' });

    const trail = await trailOf(null);

    expect(trail.map(({ sequence, action, outcome, severity }) => [sequence, action, outcome, severity])).toEqual([
      [1n, 'user.created', 'SUCCESS', 'LOW'],
      [2n, 'auth.login.failed', 'FAILURE', 'MEDIUM'],
    ]);
  });

  it('keeps e-mail addresses and secrets out', async () => {
    const organizationId = randomUUID();

    await app.deliver(tenantSuspended, { organizationId, reason: 'asked by ada@example.org' });

    const [event] = await trailOf(organizationId);
    expect(event).toMatchObject({ changes: { organizationId, reason: 'asked by [redacted]' }, reason: 'asked by [redacted]' });
  });

  it('takes events of many aggregates in whatever order and all at once', async () => {
    const organizationId = randomUUID();

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => suspend(organizationId, { aggregateId: randomUUID(), sequence: String(100 - index) })),
    );

    expect(new Set(outcomes.flat())).toEqual(new Set(['done']));
    const trail = await trailOf(organizationId);
    expect(trail.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const [index, event] of trail.entries()) expect(event.prevHash).toBe(trail[index - 1]?.hash ?? GENESIS_HASH);
  });

  it('makes one row of an event that comes twice, even when the inbox has forgotten it', async () => {
    const [organizationId, id] = [randomUUID(), randomUUID()];
    await suspend(organizationId, { id });
    expect(await suspend(organizationId, { id })).toEqual(['duplicate']);

    await app.context().em.execute('delete from inbox');
    expect(await suspend(organizationId, { id })).toEqual(['done']);

    expect((await trailOf(organizationId)).map((event) => event.id)).toEqual([id]);
    expect(await app.context().em.findOneOrFail(AuditChain, { organizationId })).toMatchObject({ length: 1n });
  });

  it('sends four statements in its transaction: lock, look, write, move the head; a new chain costs two more', async () => {
    const record = (organizationId: string | null): EventRecord => ({
      position: '1',
      id: randomUUID(),
      type: 'tenant.suspended.v1',
      source: 'tenant',
      topic: 'evt.tenant.organization.v1',
      aggregateType: 'organization',
      aggregateId: organizationId ?? randomUUID(),
      sequence: '1',
      organizationId,
      payload: { reason: 'unpaid' },
      headers: { correlationId: randomUUID(), actor: { kind: 'system', id: 'test' } },
      createdAt: new Date().toISOString(),
    });
    const statementsOfOne = async (organizationId: string | null) =>
      (await app.statementsOf(() => recordAuditEvent(app.context<MonitoringContext>(organizationId), record(organizationId)))).map(
        (statement) => /^\w+/.exec(statement)?.[0],
      );
    const [organizationId, usual] = [randomUUID(), ['begin', 'select', 'select', 'insert', 'update', 'commit']];

    expect(await statementsOfOne(organizationId)).toEqual(['begin', 'select', 'insert', 'select', 'select', 'insert', 'update', 'commit']);
    expect(await statementsOfOne(organizationId)).toEqual(usual);
    await app.deliver(userCreated, { userId: randomUUID(), displayName: 'Ada' });
    expect(await statementsOfOne(null)).toEqual(usual);
  });

  describe('of platform staff in an organization', () => {
    /** As every subgraph announces it in its own name. */
    const accessedIn = (subgraph: string) =>
      eventsOf(subgraph)('platform.organization_accessed.v1', {
        aggregate: `${subgraph}-access`,
        id: 'organizationId',
        promise: 'Platform staff named an organization and read its data.',
        payload: z.object({ organizationId: z.uuid(), userId: z.string(), operation: z.string(), fields: z.array(z.string()) }),
      });

    it.each(['tenant', 'module-registry'])(
      'says who looked at what, in that organization’s own trail, when %s tells of it',
      async (subgraph) => {
        const [organizationId, userId] = [randomUUID(), randomUUID()];
        const payload = { organizationId, userId, operation: 'Support', fields: ['organization'] };
        const headers = { correlationId: 'req-9', actor: { kind: 'user', id: userId }, ip: '198.51.100.4' };

        expect(await app.deliver(accessedIn(subgraph), payload, { headers })).toEqual(['done']);

        expect(await trailOf(organizationId)).toMatchObject([
          {
            action: 'platform.organization_accessed',
            outcome: 'SUCCESS',
            severity: 'MEDIUM',
            actorType: 'USER',
            actorId: userId,
            targets: [{ type: 'organization', id: organizationId }],
            changes: payload,
            ipAddress: '198.51.100.4',
            requestId: 'req-9',
          },
        ]);
        const TRAIL = `query ($of: [_Any!]!, $filter: AuditFilter) { _entities(representations: $of) { ... on Organization {
        auditEvents(filter: $filter) { nodes { severity actor { type user { id } } targets { type id } } } } } }`;
        const filter = {
          actions: ['platform.organization_accessed'],
          severity: ['MEDIUM'],
          targetType: 'organization',
          targetId: organizationId,
        };
        const of = [{ __typename: 'Organization', id: organizationId }];
        const { data, errors } = await app.as(aMemberOf(organizationId, 'org:audit:read')).execute(TRAIL, { of, filter });
        expect(errors).toEqual([]);
        expect(data._entities[0].auditEvents.nodes).toEqual([
          { severity: 'MEDIUM', actor: { type: 'USER', user: { id: userId } }, targets: [{ type: 'organization', id: organizationId }] },
        ]);
      },
    );

    it('keeps each access, whichever subgraph saw it, in one chain', async () => {
      const organizationId = randomUUID();
      const payload = { organizationId, userId: randomUUID(), operation: '', fields: ['x'] };

      for (const subgraph of ['tenant', 'auth', 'tenant']) await app.deliver(accessedIn(subgraph), payload);

      expect((await trailOf(organizationId)).map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n]);
    });
  });

  describe('the table', () => {
    const changes = ["update audit_event set action = 'x'", 'delete from audit_event', 'truncate audit_event'];

    it.each(changes)('gives neither the app role nor the platform’s a right to %s', async (sql) => {
      const { appUrl } = app.database();

      await expect(runAs(appUrl, [sql])).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('permission denied') });
      await expect(runAs(appUrl, ['set role monitoring_platform'], [sql])).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('permission denied'),
      });
    });

    it.each(changes)('refuses its owner to %s', async (sql) => {
      await suspend(randomUUID());

      await expect(runAs(app.database().ownerUrl, [sql])).rejects.toMatchObject({
        code: '23001',
        message: expect.stringContaining('audit_event is append-only'),
      });
    });

    it('refuses even a change of nothing, and lets nobody without power over the table switch the lock off', async () => {
      const { appUrl, ownerUrl } = app.database();

      await expect(runAs(ownerUrl, ['delete from audit_event where false'])).rejects.toMatchObject({ code: '23001' });
      await expect(runAs(appUrl, ['alter table audit_event disable trigger all'])).rejects.toMatchObject({ code: '42501' });
      await expect(runAs(appUrl, ['delete from audit_chain'])).rejects.toMatchObject({ code: '42501' });
      await expect(runAs(appUrl, ['set role monitoring_platform'], ['delete from audit_chain'])).rejects.toMatchObject({ code: '42501' });
    });
  });
});
