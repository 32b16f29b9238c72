import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { executeAs, testSubgraph } from '@supergraph/kernel/testing';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { insertSet } from './actions/open-installation.js';
import type { RegistryContext } from './context.js';
import { ConfigRevision } from './domain/config-revision.entity.js';
import { ModuleSet } from './domain/module-set.entity.js';
import { OrganizationModule } from './domain/organization-module.entity.js';
import { moduleRegistrySubgraph } from './subgraph.js';
import { aTenant, fill, OF_EVENTS, OWNED } from './testing/tenants.js';

/** A mutation that forgets whose request it is. */
@Resolver()
class CarelessResolver {
  @Mutation(() => Boolean)
  async setAnywhere(@Arg('organizationId', () => ID) organizationId: string, @Ctx() { em }: RegistryContext): Promise<boolean> {
    em.persist(new ModuleSet(organizationId));
    await em.flush();
    return true;
  }
}

const { definition } = moduleRegistrySubgraph;
const careless = createSubgraph({ ...definition, resolvers: [...definition.resolvers, CarelessResolver] });

const contextOf = (app: ReturnType<typeof testSubgraph>, identity: Identity) => app.running().contextFor(identity) as RegistryContext;

describe('with row-level security as the only lock', () => {
  const app = testSubgraph(careless, { openLocks: { filter: true, directives: true } });

  it('SQL shows nothing of another organization', async () => {
    const [ours, theirs] = [await aTenant(app), await aTenant(app)];
    const ctx = contextOf(app, ours.member);

    for (const table of [...OWNED, ...OF_EVENTS])
      expect(await ctx.em.execute(`select * from module_registry.${table} where organization_id <> ?`, [ours.organizationId])).toEqual([]);
    expect(await ctx.loaders.installed.load(theirs.organizationId)).toBeNull();
    expect(await ctx.loaders.installed.load(ours.organizationId)).not.toBeNull();
    expect(await ctx.loaders.modulesOfOrganization.load(theirs.organizationId)).toBeNull();
    expect(await ctx.loaders.organizationCount.load('projects')).toBe(1);
  });

  it('a row of another organization is not written, and the client hears nothing of why', async () => {
    const [ours, theirs] = [await aTenant(app), await aTenant(app)];
    const set = (organizationId: string) =>
      app.as(ours.member).execute('mutation ($id: ID!) { setAnywhere(organizationId: $id) }', { id: organizationId });
    const rows = [
      new OrganizationModule(theirs.organizationId, 'leave'),
      new ConfigRevision(theirs.module, { actorId: null, reason: null }),
      new ModuleSet(randomUUID()),
    ];
    for (const row of rows) {
      const { em } = contextOf(app, ours.member);
      if (row instanceof OrganizationModule)
        row.install({ versionId: theirs.module.versionId, enabled: true, source: theirs.module.source });
      em.persist(row);
      await expect(em.flush()).rejects.toMatchObject({ code: '42501' });
    }
    await expect(insertSet(contextOf(app, ours.member), new ModuleSet(randomUUID()))).rejects.toMatchObject({ code: '42501' });
    const { em } = contextOf(app, ours.member);
    (await em.findOneOrFail(OrganizationModule, { id: ours.module.id })).organizationId = theirs.organizationId;
    await expect(em.flush()).rejects.toMatchObject({ code: '42501' });

    const { data, errors } = await set(randomUUID());
    expect({ data, errors }).toMatchObject({
      data: null,
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(errors)).not.toMatch(/row-level|module_set/);
  });
});

describe('an access by index', () => {
  const app = testSubgraph(moduleRegistrySubgraph);

  beforeAll(async () => {
    await fill(app);
    for (const table of OWNED) await executeAs(app.database().ownerUrl, `analyze module_registry.${table}`);
  });

  it.each([
    ['organization_module', 'order by id desc limit 20'],
    ['organization_module', "and module_key = 'projects'"],
    ['organization_module', "and id = '0190b000-0000-7000-8000-000000000001'"],
    ['config_revision', "and module_key = 'projects' order by config_revision"],
    ['template_application', 'order by applied_at desc, id desc limit 1'],
    ['module_set', ''],
    ['operation', 'order by id desc limit 20'],
    ['operation_item', ''],
  ])('to %s %s begins with the organization, which the policy adds', async (table, rest) => {
    const { member } = await aTenant(app);

    const plan = await contextOf(app, member).em.execute<{ 'QUERY PLAN': string }[]>(
      `explain (costs off) select * from module_registry.${table} where true ${rest}`,
    );

    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toMatch(/InitPlan/);
    expect(text).toMatch(/Index Cond: .*organization_id = \(InitPlan 1\)/);
    expect(text).not.toMatch(/Seq Scan/);
  });
});
