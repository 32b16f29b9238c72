import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { registryOf } from '../testing/organization-modules.js';

const FIELDS = `template { code name status revision
    current { version status changelog items { module { key } required defaultConfig displayOrder } } versions { version } }
  userErrors { __typename code field }`;
const CREATE = `mutation ($input: TemplateInput!) { templateCreate(input: $input) { ${FIELDS} } }`;
const CREATE_VERSION = `mutation ($code: ID!, $items: [TemplateItemInput!]!, $changelog: String) {
  templateVersionCreate(code: $code, items: $items, changelog: $changelog) { ${FIELDS} }
}`;
const SET_STATUS = `mutation ($code: ID!, $status: TemplateStatus!) { templateStatusSet(code: $code, status: $status) { ${FIELDS} } }`;

describe('industry templates', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const run = async (mutation: string, variables: Record<string, unknown>, identity = staff) =>
    // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
    Object.values((await app.as(identity).execute(mutation, variables)).data)[0] as any;
  const create = (input: object) =>
    run(CREATE, { input: { code: `t-${randomUUID().slice(0, 8)}`, name: 'New', items: [{ moduleKey: 'crm' }], ...input } });

  beforeAll(async () => {
    for (const key of ['a-draft', 'a-retired', 'fading']) await register(key);
    await move('a-retired', 'ACTIVE', 'DEPRECATED', 'RETIRED');
    await move('fading', 'ACTIVE');
    await app.raised();
  });

  it('are created with a first version, in the order of display', async () => {
    const { template, userErrors } = await create({
      code: 'hospitality',
      name: ' Hospitality ',
      items: [
        { moduleKey: 'crm', displayOrder: 20 },
        { moduleKey: 'finance', required: true, displayOrder: 10, defaultConfig: { currency: 'EUR' } },
      ],
    });

    expect(userErrors).toEqual([]);
    expect(template).toEqual({
      code: 'hospitality',
      name: 'Hospitality',
      status: 'ACTIVE',
      revision: 1,
      current: {
        version: 1,
        status: 'PUBLISHED',
        changelog: null,
        items: [
          { module: { key: 'finance' }, required: true, defaultConfig: { currency: 'EUR' }, displayOrder: 10 },
          { module: { key: 'crm' }, required: false, defaultConfig: {}, displayOrder: 20 },
        ],
      },
      versions: [{ version: 1 }],
    });
  });

  it('get new versions; the old ones stay', async () => {
    await create({ code: 'growing' });

    const { template } = await run(CREATE_VERSION, { code: 'growing', items: [{ moduleKey: 'hr' }], changelog: 'People first' });

    expect(template).toMatchObject({
      revision: 2,
      current: { version: 2, changelog: 'People first', items: [{ module: { key: 'hr' } }] },
      versions: [{ version: 2 }, { version: 1 }],
    });
  });

  it('number versions without a gap, even when they come at the same time', async () => {
    await create({ code: 'busy' });

    const answers = await Promise.all([1, 2, 3].map(() => run(CREATE_VERSION, { code: 'busy', items: [{ moduleKey: 'hr' }] })));

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(answers.map(({ template }) => template.current.version).toSorted()).toEqual([2, 3, 4]);
  });

  it('are taken off offer and put back', async () => {
    await create({ code: 'seasonal' });

    expect((await run(SET_STATUS, { code: 'seasonal', status: 'INACTIVE' })).template.status).toBe('INACTIVE');
    expect((await run(SET_STATUS, { code: 'seasonal', status: 'ACTIVE' })).template.status).toBe('ACTIVE');
  });

  it('are not put on offer again when a required module was retired meanwhile', async () => {
    await create({ code: 'sleeping', items: [{ moduleKey: 'fading', required: true }] });
    await run(SET_STATUS, { code: 'sleeping', status: 'INACTIVE' });
    await move('fading', 'DEPRECATED', 'RETIRED');

    expect(await run(SET_STATUS, { code: 'sleeping', status: 'ACTIVE' })).toMatchObject({
      template: null,
      userErrors: [{ code: 'MODULE_RETIRED', field: ['status', '0', 'moduleKey'] }],
    });
  });

  const BAD_ITEMS: [object[], string, string[]][] = [
    [[], 'TEMPLATE_EMPTY', []],
    [[{ moduleKey: 'crm' }, { moduleKey: 'nothing' }], 'NOT_FOUND', ['1', 'moduleKey']],
    [[{ moduleKey: 'a-draft' }], 'MODULE_NOT_ACTIVE', ['0', 'moduleKey']],
    [[{ moduleKey: 'a-retired' }], 'MODULE_RETIRED', ['0', 'moduleKey']],
    [[{ moduleKey: 'crm' }, { moduleKey: 'crm' }], 'INVALID', ['1', 'moduleKey']],
    [[{ moduleKey: 'crm', displayOrder: -1 }], 'INVALID', ['0', 'displayOrder']],
    [[{ moduleKey: 'crm', defaultConfig: [] }], 'INVALID', ['0', 'defaultConfig']],
    [[{ moduleKey: 'crm', defaultConfig: { x: 1 } }], 'CONFIG_SCHEMA_VIOLATION', ['0', 'defaultConfig', 'x']],
  ];

  it.each(BAD_ITEMS)('refuse the items %j as %s', async (items, code, path) => {
    expect(await create({ items })).toMatchObject({ template: null, userErrors: [{ code, field: ['input', 'items', ...path] }] });
    expect(await run(CREATE_VERSION, { code: 'retail', items })).toMatchObject({
      template: null,
      userErrors: [{ code, field: ['items', ...path] }],
    });
    expect(
      (await app.execute('{ industryTemplate(code: "retail") { versions { version } } }')).data.industryTemplate.versions,
    ).toHaveLength(1);
  });

  it('name the problems of all items at once', async () => {
    const { userErrors } = await create({
      items: [{ moduleKey: 'nothing' }, { moduleKey: 'a-retired' }, { moduleKey: 'crm', defaultConfig: { x: 1, y: 2 } }],
    });

    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual([
      'NOT_FOUND',
      'MODULE_RETIRED',
      'CONFIG_SCHEMA_VIOLATION',
      'CONFIG_SCHEMA_VIOLATION',
    ]);
  });

  it.each<[object, string, string]>([
    [{ code: 'retail' }, 'TEMPLATE_CODE_TAKEN', 'code'],
    [{ code: 'Not Kebab' }, 'INVALID', 'code'],
    [{ name: '' }, 'INVALID', 'name'],
  ])('refuse %j as %s', async (input, code, field) => {
    expect(await create(input)).toMatchObject({ template: null, userErrors: [{ code, field: ['input', field] }] });
  });

  it('answer NOT_FOUND for a code that there is not', async () => {
    const refusal = { template: null, userErrors: [{ __typename: 'InputError', code: 'NOT_FOUND', field: ['code'] }] };

    expect(await run(CREATE_VERSION, { code: 'nothing', items: [{ moduleKey: 'hr' }] })).toEqual(refusal);
    expect(await run(SET_STATUS, { code: 'nothing', status: 'ACTIVE' })).toEqual(refusal);
  });

  it('are the business of staff', async () => {
    const variables = { input: { code: 'mine', name: 'x', items: [{ moduleKey: 'crm' }] } };
    const asMember = await app.as(aMemberOf(randomUUID(), 'org:modules:write')).execute(CREATE, variables);
    const asTemplateStaff = await run(CREATE, variables, anOperator('platform:templates:write'));

    expect(asMember.errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect(asTemplateStaff.userErrors).toEqual([]);
  });
});
