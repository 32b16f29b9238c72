import { beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import {
  anOperator,
  BY_ORGANIZATION,
  boundRole,
  COMMON_TABLES,
  filesThat,
  readPolicies,
  readRole,
  rootFields,
} from '@supergraph/kernel/testing';
import { AuditChain } from './domain/audit-chain.entity.js';
import { AuditEvent } from './domain/audit-event.entity.js';
import { HealthStatus } from './domain/health.js';
import { ServiceProbe } from './domain/service-probe.entity.js';
import { countAuditActivity } from './queries/count-audit-activity.js';
import { monitoringSubgraph } from './subgraph.js';
import { breakIns } from './testing/break-ins.js';
import { aForgery, monitoringWith, secretsOf, type Trail } from './testing/trails.js';

const SRC = new URL('.', import.meta.url);

/** The policies of every table. */
const TABLES: typeof COMMON_TABLES = {
  ...COMMON_TABLES,
  audit_anchor: ['platform_all'],
  audit_anchored_end: ['no_person_inserts', ...BY_ORGANIZATION],
  audit_chain: ['no_person_inserts', 'no_person_updates', ...BY_ORGANIZATION],
  audit_event: ['no_person_inserts', ...BY_ORGANIZATION],
  probe_turn: ['platform_all'],
  service_probe: ['platform_all'],
};
const LOCKED = Object.keys(TABLES).filter((table) => TABLES[table]);

/** Raw SQL, which the filter does not narrow; why it need not. */
const RAW_SQL = {
  'actions/anchor-audit.ts': 'seals the ends of all chains, for the platform',
  'actions/probe-services.ts': 'whose turn it is to probe concerns no organization',
  'actions/record-audit-event.ts': 'makes the head of the chain of the event at hand',
  'queries/check-anchors.ts': 'names the organization of the chain that is verified',
  'queries/count-audit-activity.ts': 'counts the whole platform, for its staff',
  'queries/page-audit-events.ts': 'names the organization by `auditRows`, as all reads of the trail do',
  'queries/read-recorded.ts': 'asks of events which a consumer is done with, and of no row that is an organization’s',
  'queries/read-uptime.ts': 'probes are the platform’s',
};

/** Where an EntityManager sees every organization: nowhere. */
const ACROSS: string[] = [];

/** Root fields without a trail in them: numbers and health, for platform staff by their scopes, and by the rows. */
const WITHOUT_TRAIL = ['Query.auditAnchors', 'Query.services', 'Query.systemDashboard'];

describe('the tables of monitoring', () => {
  const { app, aTrail, aPlatformTrail, contextOf } = monitoringWith();
  const aProbe = () =>
    app.seed(
      new ServiceProbe({ name: 'x', status: HealthStatus.UP, checkedAt: new Date(), latencyMs: 1, live: true, ready: true, checks: [] }),
    );

  it('are all accounted for, and locked where a row is one organization’s or the platform’s', async () => {
    expect(await readPolicies(app.context().em)).toEqual(TABLES);
  });

  it('are used by a role that no lock is open to, and the trail is written once by whatever role', async () => {
    const rights = await app.context().em.execute(
      `select r || ' ' || t as who, array_agg(p order by p) as may from unnest(array['monitoring_app', 'monitoring_platform']) r,
         unnest(array['audit_event', 'audit_chain']) t, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
       where has_table_privilege(r, t, p) group by 1 order by 1`,
    );

    expect(await readRole(contextOf(anonymous).em)).toEqual(boundRole('monitoring'));
    expect(rights).toEqual(
      ['monitoring_app', 'monitoring_platform'].flatMap((who) => [
        { who: `${who} audit_chain`, may: ['INSERT', 'SELECT', 'UPDATE'] },
        { who: `${who} audit_event`, may: ['INSERT', 'SELECT'] },
      ]),
    );
  });

  it('show nothing to who has named no organization, and what is the platform’s to nobody else', async () => {
    const [{ member }] = [await aTrail(), await aPlatformTrail(), await aProbe()];
    const count = async (identity: Identity, table: string) =>
      (await contextOf(identity).em.execute<{ rows: number }[]>(`select count(*)::int as rows from ${table}`))[0]?.rows;

    for (const table of LOCKED) expect([table, await count(anonymous, table)]).toEqual([table, 0]);
    for (const table of ['audit_chain', 'audit_event']) {
      expect([table, await count(member, table), await count(anOperator('platform:audit:read'), table)]).toEqual([table, 1, 2]);
    }
    for (const table of ['probe_turn', 'service_probe']) {
      expect([table, await count(member, table), await count(anOperator('platform:audit:read'), table)]).toEqual([table, 0, 1]);
    }
  });
});

describe.each([
  ['row-level security', { filter: true, directives: true }],
  ['the filter', { rows: true, directives: true }],
] as const)('with %s as the only lock', (_lock, openLocks) => {
  const { app, aTrail, aPlatformTrail } = monitoringWith(openLocks);
  let mine: Trail;
  let their: Trail;
  beforeAll(async () => {
    await aPlatformTrail();
    [mine, their] = [await aTrail(), await aTrail()];
  });
  const tryAll = async (field: string, { as, of }: { as: Identity; of: Trail }) => {
    const answers: unknown[] = [];
    for (const { query, variables } of breakIns[field]?.(of) ?? []) answers.push(await app.as(as).execute(query, variables));
    return JSON.stringify(answers);
  };

  it.each(Object.keys(breakIns))('a member gets nothing of another organization, nor of the platform, out of %s', async (field) => {
    const answers = await tryAll(field, { as: mine.member, of: their });

    expect(answers).not.toContain('GRAPHQL_VALIDATION_FAILED');
    for (const secret of [...secretsOf(their), 'secret of the platform']) expect(answers).not.toContain(secret);
  });

  it.each(Object.keys(breakIns))('a member gets its own out of %s', async (field) => {
    expect(await tryAll(field, { as: their.member, of: their })).toContain(their.event.hash);
  });

  it.each([AuditEvent, AuditChain])('whatever is read of %p is the organization’s own', async (entity) => {
    const { em } = app.running().contextFor(mine.member);

    expect((await em.find(entity as typeof AuditEvent, {})).map(({ organizationId }) => organizationId)).toEqual([mine.organizationId]);
    for (const organizationId of [their.organizationId, null])
      expect(await em.count(entity as typeof AuditEvent, { organizationId })).toBe(0);
    expect(
      await app
        .running()
        .contextFor(anonymous)
        .em.count(entity as typeof AuditEvent),
    ).toBe(0);
  });
});

describe('with row-level security as the only lock', () => {
  const { app, aTrail, contextOf } = monitoringWith({ filter: true, directives: true });
  const inOrganization = (organizationId: string | null) => app.context(organizationId).em;

  it('an event of another organization, or of none, is not written, and the client hears nothing of why', async () => {
    const [mine, their] = [await aTrail(), await aTrail()];

    for (const organizationId of [their.organizationId, null]) {
      const em = inOrganization(mine.organizationId);
      em.persist(aForgery(organizationId));
      await expect(em.flush()).rejects.toMatchObject({ code: '42501' });
    }
    expect(
      await inOrganization(mine.organizationId).nativeUpdate(AuditChain, { organizationId: their.organizationId }, { length: 7n }),
    ).toBe(0);
    const { data, errors } = await app
      .as(mine.member)
      .execute('query ($id: ID!) { auditForge(organizationId: $id) }', { id: their.organizationId });
    expect({ data, errors }).toMatchObject({
      data: null,
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(errors)).not.toMatch(/row-level|audit_event/);
  });

  it('a person’s request writes not even the trail of its own organization, which our own processes do', async () => {
    const { organizationId, member } = await aTrail();
    const { em } = contextOf(member);

    em.persist(aForgery(organizationId));
    await expect(em.flush()).rejects.toMatchObject({ code: '42501' });
    expect(await contextOf(member).em.nativeUpdate(AuditChain, {}, { length: 7n })).toBe(0);
    const ours = inOrganization(organizationId);
    ours.persist(aForgery(organizationId, 2n));
    await ours.flush();
    expect(await ours.nativeUpdate(AuditChain, {}, { length: 2n })).toBe(1);
  });

  it('a member who got at the figures of the platform finds but its own organization in them', async () => {
    const [{ member }] = [await aTrail(), await aTrail()];

    expect(await countAuditActivity(contextOf(member))).toMatchObject([{ action: 'tenant.suspended', count: 1 }]);
  });
});

describe('the source', () => {
  it('looks across organizations nowhere, and sends raw SQL where that is known', async () => {
    expect(await filesThat(SRC, /acrossOrganizations\(/)).toEqual(ACROSS);
    expect(await filesThat(SRC, /tenant: false/)).toEqual([]);
    expect(await filesThat(SRC, /\.execute\b|createQueryBuilder|getConnection/)).toEqual(Object.keys(RAW_SQL));
  });

  it('leaves nothing open in its schema without a reason', async () => {
    expect(await monitoringSubgraph.lint()).toEqual([]);
  });

  it('has a break-in for every root field that shows a trail', async () => {
    expect([...Object.keys(breakIns), ...WITHOUT_TRAIL].toSorted()).toEqual(
      [...(await rootFields(monitoringSubgraph)), 'Query._entities'].toSorted(),
    );
  });
});
