import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { ModuleStatus } from '../domain/module.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';

const REGISTER = 'mutation ($input: ModuleRegisterInput!) { moduleRegister(input: $input) { userErrors { code } } }';
const SET = `mutation ($key: ID!, $status: ModuleStatus!, $reason: String!) {
  moduleStatusSet(key: $key, status: $status, reason: $reason) {
    module { status }
    userErrors { __typename code field
      ... on ModuleRequiredByTemplateError { templateCodes }
      ... on ModuleDependencyError { missing { module { key } range } dependents { key } } }
  }
}`;

describe('setModuleStatus', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const set = async (key: string, status: string, reason = 'because of the test') =>
    (await app.as(staff).execute(SET, { key, status, reason })).data.moduleStatusSet;
  const register = (key: string, input: object = {}) =>
    app.as(staff).execute(REGISTER, { input: { key, name: key, category: 'ADDON', ...input } });
  const bring = async (key: string, status: ModuleStatus) => {
    const way = [ModuleStatus.ACTIVE, ModuleStatus.DEPRECATED, ModuleStatus.RETIRED];
    for (const step of way.slice(0, way.indexOf(status) + 1)) await set(key, step);
  };

  it('goes from draft over active and deprecated to retired, and announces each step', async () => {
    await register('lifelong');
    await app.raised();

    for (const status of ['ACTIVE', 'DEPRECATED', 'ACTIVE', 'DEPRECATED', 'RETIRED'])
      expect(await set('lifelong', status)).toEqual({ module: { status }, userErrors: [] });

    expect((await app.raised()).map(({ type, payload }) => [type, payload.status])).toEqual(
      ['ACTIVE', 'DEPRECATED', 'ACTIVE', 'DEPRECATED', 'RETIRED'].map((status) => ['module.updated.v1', status]),
    );
  });

  it('changes and announces nothing where the status is that already', async () => {
    await app.raised();

    expect(await set('crm', 'ACTIVE')).toEqual({ module: { status: 'ACTIVE' }, userErrors: [] });
    expect(await app.raised()).toEqual([]);
  });

  it.each<[ModuleStatus, string, string]>([
    [ModuleStatus.DRAFT, 'DEPRECATED', 'INVALID'],
    [ModuleStatus.DRAFT, 'RETIRED', 'INVALID'],
    [ModuleStatus.ACTIVE, 'DRAFT', 'INVALID'],
    [ModuleStatus.ACTIVE, 'RETIRED', 'INVALID'],
    [ModuleStatus.DEPRECATED, 'DRAFT', 'INVALID'],
    [ModuleStatus.RETIRED, 'ACTIVE', 'MODULE_RETIRED'],
    [ModuleStatus.RETIRED, 'DRAFT', 'MODULE_RETIRED'],
  ])('refuses to go from %s to %s as %s', async (from, to, code) => {
    const key = `from-${from}-to-${to}`.toLowerCase();
    await register(key);
    await bring(key, from);
    await app.raised();

    expect(await set(key, to)).toMatchObject({ module: null, userErrors: [{ code }] });
    expect(await app.raised()).toEqual([]);
  });

  it.each<[string, string, string, object]>([
    ['nothing', 'ACTIVE', 'a good reason', { code: 'NOT_FOUND', field: ['key'] }],
    ['crm', 'DEPRECATED', ' x ', { code: 'INVALID', field: ['reason'] }],
  ])('refuses %s to become %s because of "%s"', async (key, status, reason, error) => {
    expect(await set(key, status, reason)).toMatchObject({ module: null, userErrors: [error] });
  });

  it('keeps a module that active templates require, and names them', async () => {
    await set('hr', 'DEPRECATED');

    expect(await set('hr', 'RETIRED')).toEqual({
      module: null,
      userErrors: [
        {
          __typename: 'ModuleRequiredByTemplateError',
          code: 'MODULE_REQUIRED_BY_TEMPLATE',
          field: ['status'],
          templateCodes: ['construction', 'education', 'healthcare', 'technology'],
        },
      ],
    });
  });

  it('keeps a module that others in use need, and names them', async () => {
    await register('base');
    await register('upper', { requires: [{ moduleKey: 'base', range: '*' }] });
    await bring('base', ModuleStatus.DEPRECATED);
    await set('upper', 'ACTIVE');

    expect(await set('base', 'RETIRED')).toMatchObject({
      userErrors: [{ __typename: 'ModuleDependencyError', code: 'DEPENDENT_MODULES_ENABLED', missing: [], dependents: [{ key: 'upper' }] }],
    });
  });

  it.each([[false], [true]])('does not offer a module that needs a draft (optional: %s)', async (optional) => {
    await register(`draft-${optional}`);
    await register(`needy-${optional}`, { requires: [{ moduleKey: `draft-${optional}`, range: '^1.0.0', optional }] });

    expect(await set(`needy-${optional}`, 'ACTIVE')).toMatchObject({
      module: null,
      userErrors: [{ code: 'DEPENDENCY_MISSING', missing: [{ module: { key: `draft-${optional}` }, range: '^1.0.0' }], dependents: [] }],
    });
  });

  it('is closed to members', async () => {
    const { errors } = await app
      .as(aMemberOf('00000000-0000-4000-8000-000000000001', 'org:modules:write'))
      .execute(SET, { key: 'crm', status: 'DEPRECATED', reason: 'no reason' });

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });
});
