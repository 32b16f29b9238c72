import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantReactivated, tenantSuspended } from '@supergraph/schema/events';
import { applyDueSchedules } from '../actions/apply-due-schedules.js';
import type { RegistryContext } from '../context.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, inHours, passHours, SCHEDULE } from '../testing/organization-modules.js';

describe('the schedules of an organization that is out of service', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const organization = async (...modules: string[]) => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    for (const key of modules) await one.run(ASSIGN, key);
    return one;
  };
  const job = () => applyDueSchedules(app.context<RegistryContext>());
  const passed = async (hours: number) => {
    await passHours(app, hours);
    await app.raised();
    await job();
  };
  const stored = async ({ rows }: Awaited<ReturnType<typeof organization>>) =>
    (await rows()).map(({ moduleKey, enabled, schedule }) => [moduleKey, enabled, schedule?.status]);
  const typesOf = async ({ organizationId }: { organizationId: string }) =>
    (await app.raised()).flatMap((event) => (event.organizationId === organizationId ? [[event.type, event.payload.moduleKey]] : []));

  it('wait, and are made up for', async () => {
    const one = await organization('crm', 'career');
    await one.schedule('crm', { disableAt: inHours(1) });
    const { organizationId } = one;

    await app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' });
    expect(await stored(one)).toEqual([
      ['crm', true, 'SUSPENDED'],
      ['career', true, undefined],
    ]);
    expect(await typesOf(one)).toContainEqual(['module.schedule_updated.v1', 'crm']);
    await app.as(staff).execute(SCHEDULE, { organizationId, moduleKey: 'career', disableAt: inHours(1) });
    await passed(2);
    expect(await typesOf(one)).toEqual([]);
    // Nor does a change of staff's do what is held up.
    await app.as(staff).execute(SCHEDULE, { organizationId, moduleKey: 'career', disableAt: inHours(9) });
    expect(await stored(one)).toEqual([
      ['crm', true, 'SUSPENDED'],
      ['career', true, 'SUSPENDED'],
    ]);

    await app.deliver(tenantReactivated, { organizationId, reason: 'paid' });
    expect((await stored(one)).map(([, , status]) => status)).toEqual(['PENDING', 'PENDING']);
    await job();

    expect(await stored(one)).toEqual([
      ['crm', false, 'APPLIED'],
      ['career', true, 'PENDING'],
    ]);
    await app.raised();
  });

  it('wait where the news of it came before everything else', async () => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    const { organizationId } = one;

    await app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' });
    for (const [mutation, variables] of [
      [ASSIGN, { input: { organizationId, moduleKey: 'crm' } }],
      [SCHEDULE, { organizationId, moduleKey: 'crm', disableAt: inHours(1) }],
    ] as const)
      await app.as(staff).execute(mutation, variables);

    expect(await stored(one)).toEqual([['crm', true, 'SUSPENDED']]);
    await app.raised();
  });
});
