import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '@supergraph/kernel/events';
import { auditFactsOf } from './audit-facts.js';

const record = (change: Partial<EventRecord> = {}): EventRecord => ({
  position: '1',
  id: '0190a000-0000-7000-8000-000000000001',
  type: 'session.ended.v1',
  source: 'auth',
  topic: 'evt.auth.session.v1',
  aggregateType: 'session',
  aggregateId: 's1',
  sequence: '1',
  organizationId: null,
  payload: {},
  headers: { correlationId: 'req-1', actor: { kind: 'user', id: 'u1' } },
  createdAt: '2026-01-02T03:04:05.678Z',
  ...change,
});

describe('auditFactsOf', () => {
  it.each([
    ['auth.session.reuse_detected.v1', { action: 'auth.session.reuse_detected', schemaVersion: 1, outcome: 'FAILURE', severity: 'HIGH' }],
    ['auth.login.failed.v2', { action: 'auth.login.failed', schemaVersion: 2, outcome: 'FAILURE', severity: 'MEDIUM' }],
    ['tenant.suspended.v1', { action: 'tenant.suspended', schemaVersion: 1, outcome: 'SUCCESS', severity: 'HIGH' }],
    ['membership.updated.v12', { action: 'membership.updated', schemaVersion: 12, outcome: 'SUCCESS', severity: 'MEDIUM' }],
    ['membership.created.v1', { action: 'membership.created', schemaVersion: 1, outcome: 'SUCCESS', severity: 'LOW' }],
    ['export.denied.v1', { action: 'export.denied', schemaVersion: 1, outcome: 'DENIED', severity: 'MEDIUM' }],
    ['role.deleted.v1', { action: 'role.deleted', schemaVersion: 1, outcome: 'SUCCESS', severity: 'MEDIUM' }],
    ['import.failed.v1', { action: 'import.failed', schemaVersion: 1, outcome: 'FAILURE', severity: 'MEDIUM' }],
    ['constructor.v1', { action: 'constructor', schemaVersion: 1, outcome: 'SUCCESS', severity: 'LOW' }],
    ['unversioned', { action: 'unversioned', schemaVersion: 1, outcome: 'SUCCESS', severity: 'LOW' }],
  ])('rates %s', (type, rated) => {
    expect(auditFactsOf(record({ type }))).toMatchObject(rated);
  });

  it.each([
    ['user', 'USER'],
    ['service-account', 'SERVICE_ACCOUNT'],
    ['service', 'SYSTEM'],
    ['system', 'SYSTEM'],
    ['anonymous', 'ANONYMOUS'],
    ['martian', 'ANONYMOUS'],
    ['toString', 'ANONYMOUS'],
  ])('takes a "%s" for %s', (kind, type) => {
    const headers = { correlationId: 'req-1', actor: { kind, id: 'x' } };

    expect(auditFactsOf(record({ headers })).actor).toEqual({ type, id: 'x' });
  });

  it('keeps who really acted apart from who is said to, and nothing of events that do not tell', () => {
    const { headers } = record();

    expect(auditFactsOf(record())).toMatchObject({ impersonatorId: null, apiKeyId: null });
    expect(auditFactsOf(record({ headers: { ...headers, impersonatorId: 'otto' } }))).toMatchObject({
      actor: { type: 'USER', id: 'u1' },
      impersonatorId: 'otto',
      apiKeyId: null,
    });
    expect(auditFactsOf(record({ headers: { ...headers, apiKeyId: 'key-1' } }))).toMatchObject({ impersonatorId: null, apiKeyId: 'key-1' });
  });

  it('names the aggregate first, then everything that the payload names by id, each once', () => {
    const payload = { sessionId: 's1', userId: 'u1', organizationModuleId: 'm1', organizationId: 'o1', deviceId: null, paid: true };

    expect(auditFactsOf(record({ payload })).targets).toEqual([
      { type: 'session', id: 's1' },
      { type: 'user', id: 'u1' },
      { type: 'organization-module', id: 'm1' },
    ]);
  });

  it('calls an aggregate that goes by the id of the organization just that', () => {
    const views = { aggregateType: 'tenant-access', aggregateId: 'o1', organizationId: 'o1' };

    expect(auditFactsOf(record(views)).targets).toEqual([{ type: 'organization', id: 'o1' }]);
    expect(auditFactsOf(record({ ...views, organizationId: null })).targets).toEqual([{ type: 'tenant-access', id: 'o1' }]);
  });

  it('does not take who looked for what was looked at', () => {
    const payload = { userId: 'u1', deviceId: 'd1', organizationId: 'o1' };
    const access = { type: 'platform.organization_accessed.v1', aggregateId: 'o1', organizationId: 'o1', payload };

    expect(auditFactsOf(record(access)).targets).toEqual([
      { type: 'organization', id: 'o1' },
      { type: 'device', id: 'd1' },
    ]);
    expect(auditFactsOf(record({ ...access, type: 'user.updated.v1' })).targets).toContainEqual({ type: 'user', id: 'u1' });
  });

  it.each([null, 'text', 7, []])('takes a payload that is no object: %j', (payload) => {
    expect(auditFactsOf(record({ payload }))).toMatchObject({ changes: payload, targets: [{ type: 'session', id: 's1' }] });
  });
});
