import { beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, inputError, registryOf } from '../testing/organization-modules.js';

describe('assignModule', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const organization = () => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
  const typesOf = async () => (await app.raised()).map(({ type, payload }) => [type, payload.moduleKey]);

  beforeAll(async () => {
    for (const key of ['a-draft', 'a-deprecated', 'a-retired']) await register(key);
    await register('needs-deprecated', { requires: [{ moduleKey: 'a-deprecated', range: '*' }] });
    await move('a-deprecated', 'ACTIVE');
    await move('needs-deprecated', 'ACTIVE');
    await move('a-deprecated', 'DEPRECATED');
    await move('a-retired', 'ACTIVE', 'DEPRECATED', 'RETIRED');
    await app.raised();
  });

  it('gives a module with its defaults, switched on, and announces it', async () => {
    const { organizationId, run } = organization();

    expect(await run(ASSIGN, 'career')).toEqual({
      organizationModule: {
        state: 'INSTALLED',
        enabled: true,
        source: 'MANUAL',
        config: { publicPage: true, keepApplicationsDays: 180 },
        configRevision: 0,
        module: { key: 'career' },
        version: { version: '1.0.0' },
        enabledAt: expect.any(String),
        disabledAt: null,
        organization: { id: organizationId },
      },
      userErrors: [],
    });
    expect(await app.raised()).toMatchObject([
      { type: 'module.assigned.v1', organizationId, sequence: 1, payload: { moduleKey: 'career', enabled: true, source: 'MANUAL' } },
    ]);
  });

  it('brings along what the module needs, and that first', async () => {
    const { run, rows } = organization();

    await run(ASSIGN, 'attendance');

    expect((await rows()).map(({ moduleKey, source, enabled }) => [moduleKey, source, enabled])).toEqual([
      ['hr', 'DEPENDENCY', true],
      ['attendance', 'MANUAL', true],
    ]);
    expect(await typesOf()).toEqual([
      ['module.assigned.v1', 'hr'],
      ['module.assigned.v1', 'attendance'],
    ]);
  });

  it('keeps a module off where that is asked for', async () => {
    const { run, rows } = organization();

    await run(ASSIGN, 'attendance', { enabled: false });

    expect((await rows()).map(({ enabled, enabledAt }) => [enabled, enabledAt])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(await app.raised()).toMatchObject([{ payload: { enabled: false } }, { payload: { enabled: false } }]);
  });

  it('takes a configuration with it', async () => {
    const { run } = organization();

    const { organizationModule } = await run(ASSIGN, 'career', { config: { keepApplicationsDays: 90 } });

    expect(organizationModule).toMatchObject({ config: { publicPage: true, keepApplicationsDays: 90 }, configRevision: 1 });
    expect(await typesOf()).toEqual([
      ['module.assigned.v1', 'career'],
      ['module.config_updated.v1', 'career'],
    ]);
  });

  it.each<[string, object, object]>([
    ['nothing', {}, inputError('NOT_FOUND', 'input', 'moduleKey')],
    ['a-draft', {}, inputError('NOT_FOUND', 'input', 'moduleKey')],
    ['a-deprecated', {}, inputError('MODULE_NOT_ACTIVE', 'input', 'moduleKey')],
    ['a-retired', {}, inputError('MODULE_RETIRED', 'input', 'moduleKey')],
    ['crm', { config: 'text' }, inputError('INVALID', 'input', 'config')],
  ])('refuses "%s" with %j', async (key, input, userError) => {
    const { run, rows } = organization();

    expect(await run(ASSIGN, key, input)).toEqual({ organizationModule: null, userErrors: [userError] });
    expect(await rows()).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('names every violation of a configuration at once, and installs nothing', async () => {
    const { run, rows } = organization();

    const { userErrors } = await run(ASSIGN, 'leave', { config: { annualDays: -1, carryOverDays: 'five', holidays: [] } });

    expect(userErrors).toMatchObject([
      { code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'holidays'] },
      { code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'annualDays'] },
      { code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'carryOverDays'] },
    ]);
    expect(await rows()).toEqual([]);
  });

  it('still brings a deprecated module to one that needs it', async () => {
    const { run, rows } = organization();

    await run(ASSIGN, 'needs-deprecated');

    expect((await rows()).map(({ moduleKey }) => moduleKey)).toEqual(['a-deprecated', 'needs-deprecated']);
    await app.raised();
  });

  it('refuses what needs a module that the organization switched off', async () => {
    const { run } = organization();
    await run(ASSIGN, 'hr', { enabled: false });
    await app.raised();

    expect(await run(ASSIGN, 'leave')).toEqual({
      organizationModule: null,
      userErrors: [
        {
          __typename: 'ModuleDependencyError',
          code: 'DEPENDENCY_MISSING',
          field: ['input', 'moduleKey'],
          missing: [{ module: { key: 'hr' }, range: '^1.0.0', optional: false }],
          dependents: [],
        },
      ],
    });
    expect(await app.raised()).toEqual([]);
  });

  it('refuses a module twice, even when both come at the same time', async () => {
    const { run, rows } = organization();

    const answers = await Promise.all([run(ASSIGN, 'leave'), run(ASSIGN, 'attendance'), run(ASSIGN, 'leave')]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([inputError('ALREADY_ASSIGNED', 'input', 'moduleKey')]);
    expect((await rows()).map(({ moduleKey }) => moduleKey).toSorted()).toEqual(['attendance', 'hr', 'leave']);
    expect(await app.raised()).toHaveLength(3);
  });

  it('goes on in the same request after a refusal, without its traces', async () => {
    const { organizationId, rows } = organization();
    await app.raised();

    const { data } = await app.as(aMemberOf(organizationId, 'org:modules:write')).execute(
      `mutation ($bad: OrganizationModuleAssignInput!, $good: OrganizationModuleAssignInput!) {
        bad: organizationModuleAssign(input: $bad) { userErrors { code } }
        good: organizationModuleAssign(input: $good) { userErrors { code } }
      }`,
      { bad: { organizationId, moduleKey: 'leave', config: { x: 1 } }, good: { organizationId, moduleKey: 'crm' } },
    );

    expect(data).toEqual({ bad: { userErrors: [{ code: 'CONFIG_SCHEMA_VIOLATION' }] }, good: { userErrors: [] } });
    expect((await rows()).map(({ moduleKey }) => moduleKey)).toEqual(['crm']);
    expect(await typesOf()).toEqual([['module.assigned.v1', 'crm']]);
  });
});
