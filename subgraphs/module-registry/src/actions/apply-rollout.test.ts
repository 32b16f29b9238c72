import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { bucketOf } from '../domain/rollout.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { evaluationsOf } from '../testing/evaluations.js';
import { APPLY_ROLLOUT, operationsOf, someOrganizations } from '../testing/operations.js';

describe('an operation that applies a rollout', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write', 'platform:modules:read');
  const { ask, drain, read } = operationsOf(app, staff);
  const { rollout } = evaluationsOf(app, staff);
  const having = async (moduleKey: string, organizationIds: string[]) => {
    const rows = await app.context().em.find(OrganizationModule, { moduleKey, organizationId: { $in: organizationIds } });
    return rows.map(({ organizationId }) => organizationId).toSorted();
  };

  it('gives the module to those that its rule reaches, and leaves the others as they are', async () => {
    const organizationIds = await someOrganizations(app, 30);
    const [allowed = '', denied = ''] = organizationIds;
    await rollout('leave', { percentage: 40, organizationAllow: [allowed], organizationDeny: [denied] });
    const reached = organizationIds.filter((id) => id !== denied && (id === allowed || bucketOf('leave', id) <= 40)).toSorted();

    const { operation, userErrors } = await ask(APPLY_ROLLOUT, { target: { organizationIds }, moduleKey: 'leave' });

    expect(userErrors).toEqual([]);
    await drain();
    expect(await read(operation.id)).toMatchObject({ status: 'SUCCEEDED', done: reached.length, skipped: 30 - reached.length });
    expect(await having('leave', organizationIds)).toEqual(reached);
    const { items } = await read(operation.id, { status: ['SKIPPED'] });
    expect(items.nodes.map(({ skipReason }: { skipReason: string }) => skipReason)).toEqual(items.nodes.map(() => 'NOT_REACHED'));
  });

  it('gives it to more when it is applied again after its rule grew, and takes it from nobody', async () => {
    const organizationIds = await someOrganizations(app, 10);
    const apply = async () => {
      const { operation } = await ask(APPLY_ROLLOUT, { target: { organizationIds }, moduleKey: 'contact' });
      await drain();
      return read(operation.id);
    };
    await rollout('contact', { percentage: 0, organizationAllow: organizationIds.slice(0, 4) });

    expect(await apply()).toMatchObject({ done: 4, skipped: 6 });
    await rollout('contact', { percentage: 0, organizationAllow: organizationIds.slice(2, 7) });
    expect(await apply()).toMatchObject({ done: 3, skipped: 7 });
    expect(await having('contact', organizationIds)).toEqual(organizationIds.slice(0, 7).toSorted());
    expect((await ask(APPLY_ROLLOUT, { target: { organizationIds }, moduleKey: 'contact', dryRun: true })).plan).toEqual({
      total: 10,
      change: 0,
      skip: 10,
      fail: 0,
    });
  });

  it('of a module without a rule gives it to all', async () => {
    const organizationIds = await someOrganizations(app, 3);

    const { operation } = await ask(APPLY_ROLLOUT, { target: { organizationIds }, moduleKey: 'inventory' });

    await drain();
    expect(await read(operation.id)).toMatchObject({ done: 3, skipped: 0 });
  });
});
