import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, executeAs, testSubgraph } from '@supergraph/kernel/testing';
import type { RegistryContext } from '../context.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, ENABLE, inHours, passHours, registryOf } from '../testing/organization-modules.js';
import { applyDueSchedules } from './apply-due-schedules.js';

describe('applyDueSchedules', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const organization = async (...modules: [string, object?][]) => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    for (const [key, more] of modules) await one.run(ASSIGN, key, more);
    return one;
  };
  type Organization = Awaited<ReturnType<typeof organization>>;
  const job = () => applyDueSchedules(app.context<RegistryContext>());
  const passed = async (hours: number) => {
    await passHours(app, hours);
    await app.raised();
    await job();
  };
  const stored = async ({ rows }: Organization) =>
    (await rows()).map(({ moduleKey, enabled, schedule }) => [moduleKey, enabled, schedule?.status]);
  const typesOf = async ({ organizationId }: { organizationId: string }) =>
    (await app.raised()).flatMap((event) => (event.organizationId === organizationId ? [[event.type, event.payload.moduleKey]] : []));

  it('does nothing before the time, in one statement', async () => {
    const one = await organization(['crm']);
    await one.schedule('crm', { disableAt: inHours(1) });
    await app.raised();

    const statements = await app.statementsOf(job);

    expect(statements.filter((sql) => !/^(begin|commit)/.test(sql))).toHaveLength(1);
    expect(await stored(one)).toEqual([['crm', true, 'PENDING']]);
    expect(await app.raised()).toEqual([]);
  });

  it('switches a module on and later off, announces both, and says who it was', async () => {
    const one = await organization(['crm', { enabled: false }]);
    await one.schedule('crm', { enableAt: inHours(1), disableAt: inHours(3) });

    await passed(2);
    expect(await stored(one)).toEqual([['crm', true, 'PENDING']]);
    expect(await typesOf(one)).toEqual([['module.enabled.v1', 'crm']]);
    await passed(2);

    expect(await stored(one)).toEqual([['crm', false, 'APPLIED']]);
    expect(await typesOf(one)).toEqual([
      ['module.disabled.v1', 'crm'],
      ['module.schedule_updated.v1', 'crm'],
    ]);
    const actors = await app
      .context()
      .em.execute(`select distinct headers -> 'actor' as actor from module_registry.event_log where type = 'module.disabled.v1'
        union select distinct headers -> 'actor' from module_registry.outbox where type = 'module.disabled.v1'`);
    expect(actors).toEqual([{ actor: { kind: 'system', id: 'module-registry.schedules' } }]);
  });

  it('makes up for what was missed, in order', async () => {
    const one = await organization(['crm', { enabled: false }]);
    await one.schedule('crm', { enableAt: inHours(1), disableAt: inHours(2) });

    await passed(3);

    expect(await stored(one)).toEqual([['crm', false, 'APPLIED']]);
    expect(await typesOf(one)).toEqual([
      ['module.enabled.v1', 'crm'],
      ['module.disabled.v1', 'crm'],
      ['module.schedule_updated.v1', 'crm'],
    ]);
  });

  it('goes by what modules need: on from below, off from above', async () => {
    const one = await organization(['leave']);
    for (const key of ['leave', 'hr']) await one.run(DISABLE, key);
    const [enableAt, disableAt] = [inHours(1), inHours(3)];
    for (const key of ['leave', 'hr']) await one.schedule(key, { enableAt, disableAt });

    await passed(2);
    expect(await typesOf(one)).toEqual([
      ['module.enabled.v1', 'hr'],
      ['module.enabled.v1', 'leave'],
    ]);
    await passed(2);

    expect((await typesOf(one)).filter(([type]) => type === 'module.disabled.v1')).toEqual([
      ['module.disabled.v1', 'leave'],
      ['module.disabled.v1', 'hr'],
    ]);
    expect(await stored(one)).toEqual([
      ['hr', false, 'APPLIED'],
      ['leave', false, 'APPLIED'],
    ]);
  });

  it('has nothing to do where somebody was quicker', async () => {
    const one = await organization(['crm', { enabled: false }]);
    await one.schedule('crm', { enableAt: inHours(1) });
    await one.run(ENABLE, 'crm');

    await passed(2);

    expect(await stored(one)).toEqual([['crm', true, 'APPLIED']]);
    expect(await typesOf(one)).toEqual([['module.schedule_updated.v1', 'crm']]);
  });

  describe('a switch that is refused when its time has come', () => {
    const cases: Record<string, () => Promise<{ one: Organization; moduleKey: string }>> = {
      DEPENDENCY_MISSING: async () => {
        const one = await organization(['leave', { enabled: false }]);
        await one.schedule('leave', { enableAt: inHours(1), disableAt: inHours(2) });
        return { one, moduleKey: 'leave' };
      },
      DEPENDENT_MODULES_ENABLED: async () => {
        const one = await organization(['leave']);
        await one.schedule('hr', { disableAt: inHours(1) });
        return { one, moduleKey: 'hr' };
      },
      MODULE_RETIRED: async () => {
        await register('short-lived');
        await move('short-lived', 'ACTIVE');
        const one = await organization(['short-lived', { enabled: false }]);
        await one.schedule('short-lived', { enableAt: inHours(1) });
        await move('short-lived', 'DEPRECATED', 'RETIRED');
        return { one, moduleKey: 'short-lived' };
      },
    };

    it.each([
      ['DEPENDENCY_MISSING', true, 'Modules that are needed are not switched on: hr'],
      ['DEPENDENT_MODULES_ENABLED', false, 'Other modules need this one: leave'],
      ['MODULE_RETIRED', true, 'Module "short-lived" is retired: it cannot be used any more'],
    ])('by %s fails with the reason, is announced and not tried again', async (code, enable, reason) => {
      const { one, moduleKey } = await (cases[code] as () => Promise<{ one: Organization; moduleKey: string }>)();
      const before = (await one.rows()).map(({ enabled }) => enabled);

      await passed(4);

      const rows = await one.rows();
      expect(rows.map(({ enabled }) => enabled)).toEqual(before);
      const failed = { status: 'FAILED', failureReason: reason, dueAt: null };
      expect(rows.find((row) => row.moduleKey === moduleKey)?.schedule).toMatchObject(failed);
      expect(await app.raised()).toMatchObject([
        {
          type: 'module.schedule_failed.v1',
          organizationId: one.organizationId,
          payload: { moduleKey, enable, code, reason, dueAt: expect.any(String) },
        },
      ]);
      await job();
      expect(await app.raised()).toEqual([]);
    });
  });

  it('is shared by replicas: each schedule is done once', async () => {
    const many = await Promise.all(Array.from({ length: 12 }, () => organization(['crm'])));
    for (const one of many) await one.schedule('crm', { disableAt: inHours(1) });
    await passHours(app, 2);
    await app.raised();

    await Promise.all([job(), job(), job()]);

    for (const one of many) expect(await stored(one)).toEqual([['crm', false, 'APPLIED']]);
    const raised = await app.raised();
    expect(raised.filter(({ type }) => type === 'module.disabled.v1')).toHaveLength(12);
    expect(new Set(raised.map(({ organizationId }) => organizationId))).toEqual(new Set(many.map(({ organizationId }) => organizationId)));
  });

  it('does not wait for an organization that somebody else has in hand', async () => {
    const [held, free] = [await organization(['crm']), await organization(['crm'])];
    for (const one of [held, free]) await one.schedule('crm', { disableAt: inHours(1) });
    await passHours(app, 2);
    const { em } = app.context();
    await em.begin();
    await em.execute('select 1 from module_registry.module_set where organization_id = ? for update', [held.organizationId]);

    await job();
    expect([await stored(held), await stored(free)]).toEqual([[['crm', true, 'PENDING']], [['crm', false, 'APPLIED']]]);
    await em.rollback();
    await job();

    expect(await stored(held)).toEqual([['crm', false, 'APPLIED']]);
    await app.raised();
  });

  it('goes on with the others where one organization cannot be served, and comes back to it', async () => {
    const [broken, fine] = [await organization(['crm']), await organization(['crm'])];
    for (const one of [broken, fine]) await one.schedule('crm', { disableAt: inHours(1) });
    await passHours(app, 2);
    await app.raised();
    const owner = (sql: string) => executeAs(app.database().ownerUrl, sql);
    await owner(`create function module_registry.refuse() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`);
    await owner(`create trigger refuse before update on module_registry.organization_module for each row
      when (new.organization_id = '${broken.organizationId}') execute function module_registry.refuse()`);

    await job();
    expect([await stored(broken), await stored(fine)]).toEqual([[['crm', true, 'PENDING']], [['crm', false, 'APPLIED']]]);
    expect((await app.raised()).map(({ organizationId }) => organizationId)).toEqual([fine.organizationId, fine.organizationId]);
    await owner('drop trigger refuse on module_registry.organization_module');
    await job();

    expect(await stored(broken)).toEqual([['crm', false, 'APPLIED']]);
    await app.raised();
  });
});
