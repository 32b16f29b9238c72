import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { loginFailed, tenantSuspended, userCreated } from '@supergraph/schema/events';
import { amongOthers, up } from '../testing/among-others.js';
import { runAs } from '../testing/run-as.js';

describe('systemDashboard', () => {
  const around = { services: {} };
  const app = testSubgraph(amongOthers(around));
  const staff = anOperator('platform:monitoring:read');
  const DASHBOARD =
    '{ systemDashboard { generatedAt problems { section code message } services { name } auditActivity { action count buckets { from to count } } } }';
  const asOwner = (sql: string) => runAs(app.database().ownerUrl, [sql]);

  beforeEach(() => {
    around.services = { tenant: up, auth: up };
  });

  afterEach(() => asOwner('alter table if exists hidden rename to audit_event'));

  it('shows the services, and what happened in the last 24 hours by action and hour', async () => {
    const organizationId = '0190a000-0000-7000-8000-000000000001';
    const hoursAgo = (hours: number) => ({ createdAt: new Date(Date.now() - hours * 3_600_000).toISOString() });
    await app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' }, hoursAgo(0));
    await app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' }, hoursAgo(3));
    await app.deliver(userCreated, { userId: organizationId, displayName: 'Ada' }, hoursAgo(23));
    await app.deliver(loginFailed, { userId: organizationId, reason: 'PASSWORD' }, hoursAgo(25));

    const { data, errors } = await app.as(staff).execute(DASHBOARD);

    expect(errors).toEqual([]);
    const { services, auditActivity, problems } = data.systemDashboard;
    expect(problems).toEqual([]);
    expect(services).toEqual([{ name: 'auth' }, { name: 'tenant' }]);
    const hours = (counts: Record<number, number>) => Array.from({ length: 24 }, (_, index) => counts[23 - index] ?? 0);
    expect(
      auditActivity.map(({ action, count, buckets }: { action: string; count: number; buckets: { count: number }[] }) => [
        action,
        count,
        buckets.map((bucket) => bucket.count),
      ]),
    ).toEqual([
      ['tenant.suspended', 2, hours({ 0: 1, 3: 1 })],
      ['user.created', 1, hours({ 23: 1 })],
    ]);
    const { buckets } = auditActivity[0];
    expect(Date.parse(buckets[0].from) % 3_600_000).toBe(0);
    expect(Date.parse(buckets[23].to) - Date.parse(buckets[0].from)).toBe(24 * 3_600_000);
    expect(Date.parse(buckets[23].to)).toBeGreaterThan(Date.now());
  });

  it('answers without a section that cannot be read, and says so without details', async () => {
    await asOwner('alter table audit_event rename to hidden');

    const { data, errors } = await app.as(staff).execute(DASHBOARD);

    expect(errors).toEqual([]);
    expect(data.systemDashboard).toEqual({
      generatedAt: expect.any(String),
      services: [{ name: 'auth' }, { name: 'tenant' }],
      auditActivity: null,
      problems: [{ section: 'AUDIT_ACTIVITY', code: 'INTERNAL', message: 'This section could not be read' }],
    });
  });

  it('answers when no section can be read', async () => {
    await asOwner('alter table audit_event rename to hidden');
    around.services = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no list of services');
        },
      },
    );

    const { data, errors } = await app.as(staff).execute(DASHBOARD);

    expect(errors).toEqual([]);
    expect(data.systemDashboard).toMatchObject({
      services: null,
      auditActivity: null,
      problems: [{ section: 'SERVICES' }, { section: 'AUDIT_ACTIVITY' }],
    });
  });

  it('reads a section only where somebody wants it', async () => {
    const statements = await app.statementsOf(() => app.as(staff).execute('{ systemDashboard { generatedAt services { name } } }'));

    expect(statements).toEqual([]);
  });
});
