import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantCreated } from '@supergraph/schema/events';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateApplication } from '../domain/template-application.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, UNASSIGN } from '../testing/organization-modules.js';

const ENTITIES = 'query ($representations: [_Any!]!) { _entities(representations: $representations)';
const MODULES = `${ENTITIES} { ... on Organization { id modules(first: 20) {
  nodes { id enabled source config organization { id } module { key name } version { version } } } } } }`;

describe('Organization.modules', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const acme = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
  const other = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
  const member = aMemberOf(acme.organizationId, 'org:modules:read');
  const staff = anOperator('platform:orgs:read');
  const organizations = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Organization', id })) });
  const read = async (fields: string, identity: Identity = member, id = acme.organizationId) => {
    const { data, errors } = await app.as(identity).execute(`${ENTITIES} { ... on Organization { ${fields} } } }`, organizations(id));
    return { organization: data?._entities[0], errors };
  };
  const keysOf = (page: { nodes: { module: { key: string } }[] }) => page.nodes.map(({ module }) => module.key);

  beforeAll(async () => {
    for (const { organizationId } of [acme, other])
      await app.deliver(tenantCreated, { organizationId, slug: 'x', name: 'X', industryCode: 'retail', planKey: 'pro' });
    await acme.run(ASSIGN, 'career');
    await acme.run(UNASSIGN, 'career');
    await acme.run(DISABLE, 'contact');
    await other.run(ASSIGN, 'leave');
  });

  it('answers five modules with all about them in four reads, and then with one: what is configured is never cached', async () => {
    const statements = await app.statementsOf(() => app.as(member).execute(MODULES, organizations(acme.organizationId)));
    const again = await app.statementsOf(() => app.as(member).execute(MODULES, organizations(acme.organizationId)));
    const { data } = await app.as(member).execute(MODULES, organizations(acme.organizationId));

    // Its modules, the registry and their versions, before each of them the log’s end; the configurations.
    expect(statements).toHaveLength(7);
    expect(again).toEqual([expect.stringMatching(/^select "o0"."id", "o0"."config" /)]);
    expect(keysOf(data._entities[0].modules)).toEqual(['contact', 'products', 'finance', 'crm', 'inventory']);
    expect(data._entities[0].modules.nodes[4]).toEqual({
      id: expect.any(String),
      enabled: true,
      source: 'TEMPLATE',
      config: { valuation: 'FIFO', lowStockThreshold: 25, allowNegativeStock: false },
      organization: { id: acme.organizationId },
      module: { key: 'inventory', name: 'Inventory' },
      version: { version: '1.0.0' },
    });
  });

  it('takes no more statements for many organizations', async () => {
    app.forget();
    const statements = await app.statementsOf(() =>
      app.as(staff).execute(MODULES, organizations(acme.organizationId, other.organizationId)),
    );

    expect(statements).toHaveLength(7);
  });

  it.each<[string, string[]]>([
    ['', ['contact', 'products', 'finance', 'crm', 'inventory']],
    ['(enabled: true)', ['products', 'finance', 'crm', 'inventory']],
    ['(enabled: false)', ['contact']],
    ['(state: [NOT_INSTALLED])', ['career']],
    ['(state: [NOT_INSTALLED], enabled: true)', []],
    ['(state: [INSTALLED, NOT_INSTALLED], first: 2)', ['career', 'contact']],
    ['(state: [])', []],
  ])('finds with %s the modules %j', async (args, keys) => {
    const { organization } = await read(`modules${args} { nodes { module { key } } }`);

    expect(keysOf(organization.modules)).toEqual(keys);
  });

  it('counts what it lists and pages through it', async () => {
    const first = (await read('modules(first: 3) { totalCount nodes { module { key } } pageInfo { hasNextPage endCursor } }')).organization
      .modules;
    const second = (
      await read(`modules(first: 3, after: "${first.pageInfo.endCursor}") { nodes { module { key } } pageInfo { hasNextPage } }`)
    ).organization.modules;

    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([5, true, false]);
    expect([...keysOf(first), ...keysOf(second)]).toEqual(['contact', 'products', 'finance', 'crm', 'inventory']);
  });

  it('finds one module by key', async () => {
    const { organization } = await read(
      'on: module(key: "crm") { enabled } off: module(key: "contact") { enabled } given: module(key: "career") { state } never: module(key: "hr") { id }',
    );

    expect(organization).toEqual({ on: { enabled: true }, off: { enabled: false }, given: { state: 'NOT_INSTALLED' }, never: null });
  });

  it('knows the template that was applied, and what came of it', async () => {
    const { organization } = await read('templateApplications { state outdated appliedBy { id } template { code } version { version } }');

    expect(organization.templateApplications).toEqual([
      { state: 'APPLIED', outdated: false, appliedBy: null, template: { code: 'retail' }, version: { version: 1 } },
    ]);
  });

  it.each([
    ['platform:orgs:read', anOperator('platform:orgs:read')],
    ['platform:modules:read', anOperator('platform:modules:read')],
  ])('is open to staff with %s', async (_scope, identity) => {
    expect(keysOf((await read('modules { nodes { module { key } } }', identity, other.organizationId)).organization.modules)).toContain(
      'leave',
    );
  });

  it.each(['modules { nodes { id } }', 'module(key: "crm") { id }', 'templateApplications { id }'])(
    'keeps "%s" from those without the scope',
    async (field) => {
      for (const identity of [aMemberOf(acme.organizationId, 'org:modules:write'), anOperator('platform:users:read')]) {
        expect((await read(field, identity)).errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
      }
    },
  );

  it('answers another organization as one that does not exist', async () => {
    const { data, errors } = await app.as(member).execute(MODULES, organizations(other.organizationId, randomUUID(), 'malformed'));

    expect([data._entities, errors]).toEqual([[null, null, null], []]);
    expect((await app.execute(MODULES, organizations(acme.organizationId))).data._entities).toEqual([null]);
    expect(await app.as(staff).execute(MODULES, organizations('malformed'))).toEqual({ data: { _entities: [null] }, errors: [] });
  });

  it('lets siblings point at every organization', async () => {
    const { data } = await app
      .as(serviceIdentity('gateway'))
      .execute(`${ENTITIES} { ... on Organization { id } } }`, organizations(acme.organizationId));

    expect(data._entities).toEqual([{ id: acme.organizationId }]);
  });

  it.each([
    ['OrganizationModule', OrganizationModule, 'org:modules:read'],
    ['TemplateApplication', TemplateApplication, 'org:modules:read'],
  ])('resolves a %s for those who may read it', async (typeName, entity, scope) => {
    const idOf = async (organizationId: string) =>
      (await app.context(organizationId).em.findOneOrFail(entity as typeof OrganizationModule, {})).id;
    const [mine, foreign] = [await idOf(acme.organizationId), await idOf(other.organizationId)];
    const entities = async (identity: Identity) =>
      (
        await app.as(identity).execute(`${ENTITIES} { ... on ${typeName} { id } } }`, {
          representations: [mine, foreign, randomUUID(), 'malformed'].map((id) => ({ __typename: typeName, id })),
        })
      ).data._entities;

    expect(await entities(aMemberOf(acme.organizationId, scope))).toEqual([{ id: mine }, null, null, null]);
    expect(await entities(staff)).toEqual([{ id: mine }, { id: foreign }, null, null]);
    expect(await entities(aMemberOf(acme.organizationId))).toEqual([null, null, null, null]);
  });
});
