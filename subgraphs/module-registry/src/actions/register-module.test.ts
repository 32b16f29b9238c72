import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';

const REGISTER = `mutation ($input: ModuleRegisterInput!) {
  moduleRegister(input: $input) {
    module { key name status category permissions removable revision
      latest { version status configSchema defaultConfig requires { module { key } range optional } publishedAt } }
    userErrors { code field }
  }
}`;
const UPDATE = `mutation ($key: ID!, $input: ModuleUpdateInput!) {
  moduleUpdate(key: $key, input: $input) {
    module { name description category icon permissions revision }
    userErrors { __typename code field ... on ConflictError { currentRevision } }
  }
}`;

describe('registerModule', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const register = async (input: object) =>
    (
      await app
        .as(staff)
        .execute(REGISTER, { input: { key: `module-${randomUUID().slice(0, 8)}`, name: 'New', category: 'ADDON', ...input } })
    ).data.moduleRegister;
  const refusal = (code: string, ...field: string[]) => ({ module: null, userErrors: [{ code, field }] });

  it('takes a module with its first version, as a draft, and announces it', async () => {
    await app.raised();
    const configSchema = { type: 'object', properties: { zone: { type: 'string' }, area: { type: 'integer' } } };

    const { module, userErrors } = await register({
      key: 'fleet',
      name: ' Fleet ',
      permissions: ['vehicles:read', 'vehicles:read'],
      removable: false,
      version: '2.1.0',
      configSchema,
      defaultConfig: { area: 1 },
      requires: [{ moduleKey: 'hr', range: '^1.0.0' }],
    });

    expect(userErrors).toEqual([]);
    expect(module).toEqual({
      key: 'fleet',
      name: 'Fleet',
      status: 'DRAFT',
      category: 'ADDON',
      permissions: ['vehicles:read'],
      removable: false,
      revision: 1,
      latest: {
        version: '2.1.0',
        status: 'PUBLISHED',
        configSchema,
        defaultConfig: { area: 1 },
        requires: [{ module: { key: 'hr' }, range: '^1.0.0', optional: false }],
        publishedAt: expect.any(String),
      },
    });
    expect(await app.raised()).toMatchObject([
      {
        type: 'module.registered.v1',
        aggregateId: 'fleet',
        organizationId: null,
        payload: { moduleKey: 'fleet', name: 'Fleet', status: 'DRAFT' },
      },
    ]);
  });

  it('keeps the order of a schema, since forms follow it', async () => {
    const properties = { zone: { type: 'string' }, a: { type: 'string' }, middle: { type: 'string' } };
    const { module } = await register({ configSchema: { type: 'object', properties } });

    expect(Object.keys(module.latest.configSchema.properties)).toEqual(['zone', 'a', 'middle']);
  });

  it.each<[object, string, string[]]>([
    [{ key: 'HR' }, 'INVALID', ['input', 'key']],
    [{ key: 'x' }, 'INVALID', ['input', 'key']],
    [{ key: 'two--hyphens' }, 'INVALID', ['input', 'key']],
    [{ key: 'a'.repeat(51) }, 'INVALID', ['input', 'key']],
    [{ key: 'hr' }, 'MODULE_KEY_TAKEN', ['input', 'key']],
    [{ name: ' ' }, 'INVALID', ['input', 'name']],
    [{ description: 'a\0b' }, 'INVALID', ['input', 'description']],
    [{ color: 'red' }, 'INVALID', ['input', 'color']],
    [{ endpoint: 'javascript:alert(1)' }, 'INVALID', ['input', 'endpoint']],
    [{ permissions: ['Everything'] }, 'INVALID', ['input', 'permissions', '0']],
    [{ version: '1' }, 'INVALID', ['input', 'version']],
    [{ configSchema: { type: 'array' } }, 'INVALID', ['input', 'configSchema']],
    [{ configSchema: { type: 'object', properties: { a: { $ref: 'https://example.com' } } } }, 'INVALID', ['input', 'configSchema']],
    [{ defaultConfig: [1] }, 'INVALID', ['input', 'defaultConfig']],
    [{ defaultConfig: { unknown: 1 } }, 'CONFIG_SCHEMA_VIOLATION', ['input', 'defaultConfig', 'unknown']],
    [{ requires: [{ moduleKey: 'nothing', range: '*' }] }, 'NOT_FOUND', ['input', 'requires', '0', 'moduleKey']],
    [{ requires: [{ moduleKey: 'hr', range: 'new' }] }, 'INVALID', ['input', 'requires', '0', 'range']],
    [{ requires: [{ moduleKey: 'hr', range: '^2.0.0' }] }, 'DEPENDENCY_VERSION', ['input', 'requires', '0', 'range']],
    [
      {
        requires: [
          { moduleKey: 'hr', range: '*' },
          { moduleKey: 'hr', range: '^1.0.0' },
        ],
      },
      'INVALID',
      ['input', 'requires', '1', 'moduleKey'],
    ],
    [{ key: 'ouroboros', requires: [{ moduleKey: 'ouroboros', range: '*' }] }, 'CYCLIC_DEPENDENCY', ['input', 'requires']],
  ])('refuses %j as %s', async (input, code, field) => {
    await app.raised();

    expect(await register(input)).toEqual(refusal(code, ...field));
    expect(await app.raised()).toEqual([]);
  });

  it('names all problems at once', async () => {
    const { userErrors } = await register({ key: 'No', name: '', color: 'red' });

    expect(userErrors.map(({ field }: { field: string[] }) => field.join('.')).toSorted()).toEqual([
      'input.color',
      'input.key',
      'input.name',
    ]);
  });

  it.each([
    ['a member', aMemberOf(randomUUID(), 'org:modules:write')],
    ['staff without the scope', anOperator('platform:modules:read')],
  ])('is closed to %s', async (_who, identity) => {
    const { errors } = await app.as(identity).execute(REGISTER, { input: { key: 'not-mine', name: 'x', category: 'ADDON' } });

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });

  describe('updateModule', () => {
    const update = async (key: string, input: object) => (await app.as(staff).execute(UPDATE, { key, input })).data.moduleUpdate;

    it('changes what is given, empties what is null, keeps the rest and announces it', async () => {
      const { module } = await register({ key: 'to-update', description: 'Old', icon: 'old', permissions: ['old:read'] });
      await app.raised();

      const { module: updated, userErrors } = await update('to-update', {
        name: 'Newer',
        icon: null,
        category: null,
        expectedRevision: module.revision,
      });

      expect(userErrors).toEqual([]);
      expect(updated).toEqual({ name: 'Newer', description: 'Old', category: 'ADDON', icon: null, permissions: ['old:read'], revision: 2 });
      expect(await app.raised()).toMatchObject([{ type: 'module.updated.v1', sequence: 2, payload: { name: 'Newer', status: 'DRAFT' } }]);
    });

    it.each<[string, object, object]>([
      ['nothing', { name: 'x' }, { __typename: 'InputError', code: 'NOT_FOUND', field: ['key'] }],
      ['hr', { name: '' }, { __typename: 'InputError', code: 'INVALID', field: ['input', 'name'] }],
      [
        'hr',
        { expectedRevision: 9 },
        { __typename: 'ConflictError', code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 1 },
      ],
    ])('refuses "%s" with %j', async (key, input, error) => {
      await app.raised();

      expect(await update(key, input)).toEqual({ module: null, userErrors: [error] });
      expect(await app.raised()).toEqual([]);
    });
  });
});
