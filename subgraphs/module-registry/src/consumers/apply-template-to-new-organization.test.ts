import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantCreated, tenantReleased } from '@supergraph/schema/events';
import { ConfigRevision } from '../domain/config-revision.entity.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateApplication } from '../domain/template-application.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, registryOf } from '../testing/organization-modules.js';

const SET_STATUS =
  'mutation ($code: ID!, $status: TemplateStatus!) { templateStatusSet(code: $code, status: $status) { userErrors { code } } }';
const CREATE = 'mutation ($input: TemplateInput!) { templateCreate(input: $input) { userErrors { code } } }';

describe('a new organization', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const signUp = async (industryCode: string | null, organizationId: string = randomUUID()) => {
    const outcomes = await app.deliver(tenantCreated, { organizationId, slug: 'acme', name: 'Acme', industryCode, planKey: 'pro' });
    const em = () => app.context(organizationId).em;
    return {
      organizationId,
      outcomes,
      keys: async () => (await em().find(OrganizationModule, {}, { orderBy: { id: 'asc' } })).map(({ moduleKey }) => moduleKey),
      applications: () => em().find(TemplateApplication, {}),
    };
  };

  it.each([
    ['technology', ['projects', 'crm', 'hr', 'finance', 'products']],
    ['manufacturing', ['projects', 'inventory', 'finance', 'hr', 'crm']],
    ['retail', ['inventory', 'crm', 'finance', 'products', 'contact']],
    ['healthcare', ['hr', 'finance', 'crm', 'projects', 'contact']],
    ['finance', ['finance', 'crm', 'hr', 'projects']],
    ['construction', ['projects', 'finance', 'hr', 'inventory', 'crm']],
    ['professional-services', ['projects', 'crm', 'finance', 'hr', 'career']],
    ['education', ['hr', 'finance', 'projects', 'crm', 'career']],
  ])('of the industry "%s" gets its modules, switched on, and says so once', async (industryCode, modules) => {
    await app.raised();

    const { organizationId, keys, applications } = await signUp(industryCode);

    expect(await keys()).toEqual(modules);
    expect(await applications()).toMatchObject([{ templateCode: industryCode, version: 1, state: 'APPLIED', appliedBy: null }]);
    const raised = await app.raised();
    expect(
      raised.filter(({ type }) => type === 'module.assigned.v1').map(({ payload }) => [payload.moduleKey, payload.enabled, payload.source]),
    ).toEqual(modules.map((key) => [key, true, 'TEMPLATE']));
    expect(raised.filter(({ type }) => type === 'industry_template.applied.v1')).toMatchObject([
      { organizationId, payload: { code: industryCode, version: 1, moduleKeys: modules } },
    ]);
  });

  it('without an industry begins without modules, and nobody waits for them', async () => {
    await app.raised();

    const { keys, applications } = await signUp(null);

    expect([await keys(), await applications(), await app.raised()]).toEqual([[], [], []]);
  });

  it.each(['alchemy', 'closed'])('of the industry "%s", which is not on offer, can still finish its sign-up', async (industryCode) => {
    await app.as(staff).execute(CREATE, { input: { code: 'closed', name: 'x', items: [{ moduleKey: 'crm' }] } });
    await app.as(staff).execute(SET_STATUS, { code: 'closed', status: 'INACTIVE' });
    await app.raised();

    const { organizationId, keys, applications } = await signUp(industryCode);

    expect(await keys()).toEqual([]);
    expect(await applications()).toMatchObject([{ templateCode: industryCode, version: 0, state: 'FAILED' }]);
    expect(await app.raised()).toMatchObject([
      { type: 'industry_template.applied.v1', organizationId, payload: { code: industryCode, version: 0, moduleKeys: [] } },
    ]);
  });

  it('goes without an optional module that was retired, and hears of a required one', async () => {
    const { register, move } = registryOf(app, staff);
    for (const key of ['going', 'gone']) await register(key);
    await move('going', 'ACTIVE');
    await move('gone', 'ACTIVE');
    const items = [{ moduleKey: 'crm', required: true }, { moduleKey: 'going' }, { moduleKey: 'gone' }];
    await app.as(staff).execute(CREATE, { input: { code: 'thinning', name: 'x', items } });
    await move('going', 'DEPRECATED');
    await move('gone', 'DEPRECATED', 'RETIRED');

    const { keys, applications } = await signUp('thinning');

    expect(await keys()).toEqual(['crm', 'going']);
    expect(await applications()).toMatchObject([{ state: 'APPLIED' }]);
    await app.raised();
  });

  it('is served once, however often it is announced', async () => {
    const { organizationId, keys } = await signUp('retail');
    await app.raised();

    const again = await signUp('retail', organizationId);
    const industryChanged = await signUp('finance', organizationId);

    expect([again.outcomes, industryChanged.outcomes]).toEqual([['done'], ['done']]);
    expect(await keys()).toHaveLength(5);
    expect(await app.raised()).toEqual([]);
  });

  it('leaves nothing behind when its reservation is undone, and others alone', async () => {
    const { organizationId } = await signUp('retail');
    const other = await signUp('finance');
    const mine = anOrganization(app, () => aMemberOf(organizationId, 'org:modules:write'));
    await mine.run(ASSIGN, 'career', { organizationId, config: { publicPage: false } });

    await app.deliver(tenantReleased, { organizationId, slug: 'acme' });

    const { em } = app.context(organizationId);
    for (const entity of [OrganizationModule, TemplateApplication, ConfigRevision, ModuleSet])
      expect(await em.count(entity as typeof ModuleSet)).toBe(0);
    expect(await other.keys()).toHaveLength(4);
  });
});
