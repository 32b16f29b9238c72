import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, registryOf, UNASSIGN } from '../testing/organization-modules.js';

const KEYS = ['attendance', 'career', 'contact', 'crm', 'finance', 'hr', 'inventory', 'leave', 'portfolio', 'products', 'projects'];
const LIST = `query ($first: Int, $after: String, $filter: ModuleFilter) {
  modules(first: $first, after: $after, filter: $filter) { totalCount nodes { key } pageInfo { hasNextPage endCursor } }
}`;
const ENTITIES = (type: string) => `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} } }`;

describe('the registry', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write', 'platform:modules:read');
  const { register, move } = registryOf(app, staff);
  const list = async (variables: object = {}, identity?: ReturnType<typeof anOperator>) =>
    (await (identity ? app.as(identity) : app).execute(LIST, variables as Record<string, unknown>)).data.modules;
  const keysOf = (page: { nodes: { key: string }[] }) => page.nodes.map(({ key }) => key);

  beforeAll(async () => {
    await register('zz-draft', { name: 'Secret Plans', category: 'INDUSTRY' });
    await register('zz-old', { name: 'Fax 100%' });
    await move('zz-old', 'ACTIVE', 'DEPRECATED');
  });

  it('is open to everybody, without its drafts', async () => {
    const page = await list();

    expect(keysOf(page)).toEqual([...KEYS, 'zz-old']);
    expect(page.totalCount).toBe(12);
  });

  it('shows its drafts to platform staff alone', async () => {
    const byKey = '{ moduleByKey(key: "zz-draft") { name } }';

    expect(keysOf(await list({ filter: { status: ['DRAFT'] } }, staff))).toEqual(['zz-draft']);
    expect(keysOf(await list({ filter: { status: ['DRAFT'] } }))).toEqual([]);
    expect(keysOf(await list({ filter: { query: 'secret' } }, aMemberOf(randomUUID(), 'org:modules:read')))).toEqual([]);
    expect((await app.as(staff).execute(byKey)).data.moduleByKey).toEqual({ name: 'Secret Plans' });
    expect((await app.execute(byKey)).data.moduleByKey).toBeNull();
    const reference = { representations: [{ __typename: 'Module', key: 'zz-draft' }] };
    expect((await app.execute(ENTITIES('Module { name }'), reference)).data._entities).toEqual([null]);
    expect((await app.as(staff).execute(ENTITIES('Module { name }'), reference)).data._entities).toEqual([{ name: 'Secret Plans' }]);
  });

  it.each<[object, string[]]>([
    [{ status: ['DEPRECATED'] }, ['zz-old']],
    [{ category: ['INDUSTRY'] }, ['inventory', 'products']],
    [{ query: 'HUMAN' }, ['hr']],
    [{ query: 'cr' }, ['crm']],
    [{ query: '100%' }, ['zz-old']],
    [{ query: '%' }, ['zz-old']],
    [{ status: ['ACTIVE'], category: ['CORE'], query: 'f' }, ['finance']],
    [{ status: [] }, []],
  ])('finds with %j %j', async (filter, keys) => {
    expect(keysOf(await list({ filter }))).toEqual(keys);
  });

  it('is read page by page', async () => {
    const first = await list({ first: 7 });
    const second = await list({ first: 7, after: first.pageInfo.endCursor });

    expect([...keysOf(first), ...keysOf(second)]).toEqual([...KEYS, 'zz-old']);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it.each([[{ first: 0 }], [{ first: 101 }], [{ after: 'junk' }]])('refuses the page %j', async (variables) => {
    const { errors } = await app.execute(LIST, variables);

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: Object.keys(variables) } }]);
  });

  it('tells how modules need each other', async () => {
    const { data } = await app.execute(
      '{ hr: moduleByKey(key: "hr") { dependents { key } requires { module { key } } } leave: moduleByKey(key: "leave") { requires { module { key } range optional } } }',
    );

    expect(data.hr).toEqual({ dependents: [{ key: 'attendance' }, { key: 'leave' }], requires: [] });
    expect(data.leave.requires).toEqual([
      { module: { key: 'hr' }, range: '^1.0.0', optional: false },
      { module: { key: 'attendance' }, range: '^1.0.0', optional: true },
    ]);
  });

  it('counts organizations for staff, and for nobody else', async () => {
    const [one, two] = [1, 2].map(() => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write')));
    await one?.run(ASSIGN, 'career');
    await two?.run(ASSIGN, 'career');
    await two?.run(ASSIGN, 'contact');
    await two?.run(UNASSIGN, 'contact');
    const COUNT = '{ modules(filter: { query: "c" }) { nodes { key organizationCount } } }';

    const { data } = await app.as(staff).execute(COUNT);

    expect(data.modules.nodes).toEqual(
      expect.arrayContaining([
        { key: 'career', organizationCount: 2 },
        { key: 'contact', organizationCount: 0 },
      ]),
    );
    expect((await app.as(aMemberOf(randomUUID(), 'org:modules:read')).execute(COUNT)).errors[0]).toMatchObject({
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    });
  });

  it('answers a full list in a handful of statements', async () => {
    const statements = await app.statementsOf(() =>
      app.as(staff).execute(
        `{ modules(first: 100) { totalCount nodes { key permissions organizationCount latest { version configSchema }
           requires { module { name } } dependents { name } } } }`,
      ),
    );

    // usage · the log's end · versions: each once, however many modules there are. The registry was read before.
    expect(statements).toHaveLength(3);
    expect(await app.statementsOf(() => app.execute('{ modules { nodes { key name } } }'))).toEqual([]);
  });

  it('resolves its entities for siblings, many at a time', async () => {
    const reference = (__typename: string, field: string) => (value: string) => ({ __typename, [field]: value });
    const { data } = await app.execute('{ moduleByKey(key: "hr") { latest { id } } industryTemplate(code: "retail") { current { id } } }');

    const modules = await app.execute(ENTITIES('Module { name }'), {
      representations: ['crm', 'hr', 'nothing'].map(reference('Module', 'key')),
    });
    const versions = await app.execute(ENTITIES('ModuleVersion { version module { key } }'), {
      representations: [data.moduleByKey.latest.id, 'malformed', randomUUID()].map(reference('ModuleVersion', 'id')),
    });
    const templates = await app.execute(ENTITIES('IndustryTemplate { name }'), {
      representations: ['retail', 'nothing'].map(reference('IndustryTemplate', 'code')),
    });
    const templateVersions = await app.execute(ENTITIES('TemplateVersion { template { code } }'), {
      representations: [reference('TemplateVersion', 'id')(data.industryTemplate.current.id)],
    });
    const statements = await app.statementsOf(() =>
      app.execute(ENTITIES('Module { name }'), { representations: KEYS.map(reference('Module', 'key')) }),
    );

    expect(modules.data._entities).toEqual([{ name: 'Customer Relations' }, { name: 'Human Resources' }, null]);
    expect(versions.data._entities).toEqual([{ version: '1.0.0', module: { key: 'hr' } }, null, null]);
    expect(templates.data._entities).toEqual([{ name: 'Retail' }, null]);
    expect(templateVersions.data._entities).toEqual([{ template: { code: 'retail' } }]);
    expect(statements).toEqual([]);
  });

  it('lists the industries for the sign-up, with their modules, in two statements and then in none', async () => {
    const QUERY = '{ industryTemplates { code name current { version items { required displayOrder module { key name } } } } }';

    app.forget();
    const statements = await app.statementsOf(() => app.execute(QUERY));
    const { data } = await app.execute(QUERY);

    // Templates, their versions, the registry; before each of them the log’s end.
    expect(statements).toHaveLength(6);
    expect(await app.statementsOf(() => app.execute(QUERY))).toEqual([]);
    expect(data.industryTemplates.map(({ code }: { code: string }) => code)).toEqual([
      'construction',
      'education',
      'finance',
      'healthcare',
      'manufacturing',
      'professional-services',
      'retail',
      'technology',
    ]);
    expect(data.industryTemplates[6].current.items[0]).toEqual({
      required: true,
      displayOrder: 10,
      module: { key: 'inventory', name: 'Inventory' },
    });
  });

  it('shows templates that are off offer only where they are asked for', async () => {
    await app.as(staff).execute('mutation { templateStatusSet(code: "retail", status: INACTIVE) { userErrors { code } } }');

    const { data } = await app.execute(
      '{ active: industryTemplates { code } all: industryTemplates(activeOnly: false) { code } industryTemplate(code: "retail") { status } none: industryTemplate(code: "x") { code } }',
    );

    expect([data.active.length, data.all.length, data.industryTemplate, data.none]).toEqual([7, 8, { status: 'INACTIVE' }, null]);
  });
});
