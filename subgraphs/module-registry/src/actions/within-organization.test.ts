import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { inTransaction } from '@supergraph/kernel/db';
import { testSubgraph } from '@supergraph/kernel/testing';
import { moduleUnassigned } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { someOrganizations } from '../testing/operations.js';
import { withinOrganization } from './within-organization.js';

const SETS = 'select organization_id as id from module_registry.module_set';

describe.each([
  ['with every lock', {}],
  ['with row-level security as the only lock', { filter: true }],
] as const)('an errand to one organization, %s', (_name, openLocks) => {
  const app = testSubgraph(moduleRegistrySubgraph, { openLocks });
  const requestedBy = randomUUID();
  const event = (organizationId: string) => ({ organizationModuleId: randomUUID(), organizationId, moduleKey: 'crm' });

  it('sees and writes that organization’s rows alone, and the platform sees all again after it', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const ctx = app.context<RegistryContext>();

    await inTransaction(ctx.em, async () => {
      await withinOrganization(ctx, { organizationId: ours, requestedBy }, async (own) => {
        expect(await own.em.execute(SETS)).toEqual([{ id: ours }]);
        expect(await own.em.find(ModuleSet, {}, { filters: { tenant: false } })).toMatchObject([{ organizationId: ours }]);
        expect(own.actor).toMatchObject({ kind: 'user', subject: requestedBy, organizationId: ours, isPlatform: false });
      });
      expect((await ctx.em.execute<{ id: string }[]>(SETS)).map(({ id }) => id)).toEqual(expect.arrayContaining([ours, theirs]));
    });
    const careless = inTransaction(ctx.em, () =>
      withinOrganization(ctx, { organizationId: ours, requestedBy }, async (own) => {
        own.em.persist(new ModuleSet(randomUUID()));
        await own.em.flush();
      }),
    );
    await expect(careless).rejects.toMatchObject({ code: '42501' });
  });

  it('that fails is undone with what it announced, and what was before and comes after stays', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const ctx = app.context<RegistryContext>();
    await app.raised();

    await inTransaction(ctx.em, async () => {
      for (const organizationId of [ours, theirs]) {
        const errand = withinOrganization(ctx, { organizationId, requestedBy }, async (own) => {
          (await own.em.findOneOrFail(ModuleSet, { organizationId })).planKey = 'new';
          own.events.raise(moduleUnassigned, event(organizationId));
          await own.em.flush();
          if (organizationId === ours) throw new Error('not this one');
        });
        if (organizationId === ours) await expect(errand).rejects.toThrow('not this one');
        else await errand;
      }
    });

    const plans = await app.context().em.find(ModuleSet, { organizationId: { $in: [ours, theirs] }, planKey: 'new' });
    expect(plans.map(({ organizationId }) => organizationId)).toEqual([theirs]);
    expect((await app.raised()).map(({ organizationId }) => organizationId)).toEqual([theirs]);
  });

  it('announces what is its own, and nothing of another organization', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const ctx = app.context<RegistryContext>();
    await app.raised();

    const errand = inTransaction(ctx.em, () =>
      withinOrganization(ctx, { organizationId: ours, requestedBy }, async (own) => own.events.raise(moduleUnassigned, event(theirs))),
    );

    await expect(errand).rejects.toMatchObject({ code: '42501' });
    expect(await app.raised()).toEqual([]);
  });
});
