import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, ENABLE, refused, registryOf, UNASSIGN } from '../testing/organization-modules.js';

describe('switching a module', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const organization = () => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
  const typesOf = async () => (await app.raised()).map(({ type, payload }) => [type, payload.moduleKey]);

  it('switch a module off and on, and announce both', async () => {
    const { run } = organization();
    await run(ASSIGN, 'crm', { config: { autoAssignLeads: true } });
    await app.raised();

    expect(await run(DISABLE, 'crm')).toMatchObject({
      organizationModule: { state: 'INSTALLED', enabled: false, config: { autoAssignLeads: true } },
    });
    expect(await run(ENABLE, 'crm')).toMatchObject({ organizationModule: { enabled: true }, userErrors: [] });
    expect(await typesOf()).toEqual([
      ['module.disabled.v1', 'crm'],
      ['module.enabled.v1', 'crm'],
    ]);
  });

  it('keep the modules that a module needs on below it', async () => {
    const { run } = organization();
    await run(ASSIGN, 'leave');

    expect(await run(DISABLE, 'hr')).toMatchObject({
      userErrors: [{ code: 'DEPENDENT_MODULES_ENABLED', field: ['input', 'moduleKey'], dependents: [{ key: 'leave' }] }],
    });
    await run(DISABLE, 'leave');
    await run(DISABLE, 'hr');
    expect(await run(ENABLE, 'leave')).toMatchObject({
      userErrors: [{ code: 'DEPENDENCY_MISSING', field: ['input', 'moduleKey'], missing: [{ module: { key: 'hr' } }] }],
    });
    await run(ENABLE, 'hr');
    expect(await run(ENABLE, 'leave')).toMatchObject({ userErrors: [] });
    await app.raised();
  });

  it('leaves no module on without what it needs, even when both are switched at the same time', async () => {
    const { run, rows } = organization();
    await run(ASSIGN, 'leave');
    await run(DISABLE, 'leave');

    const answers = await Promise.all([run(ENABLE, 'leave'), run(DISABLE, 'hr')]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toHaveLength(1);
    const isOn = Object.fromEntries((await rows()).map(({ moduleKey, enabled }) => [moduleKey, enabled]));
    expect([true, false].map((on) => ({ hr: on, leave: on }))).toContainEqual(isOn);
    await app.raised();
  });

  it('refuse what is so already', async () => {
    const { run } = organization();
    await run(ASSIGN, 'crm');
    await app.raised();

    expect(await run(ENABLE, 'crm')).toEqual(refused('ALREADY_ENABLED'));
    await run(DISABLE, 'crm');
    await app.raised();
    expect(await run(DISABLE, 'crm')).toEqual(refused('NOT_ENABLED'));
    expect(await app.raised()).toEqual([]);
  });

  it('do not switch a retired module on again', async () => {
    const { run } = organization();
    await register('short-lived');
    await move('short-lived', 'ACTIVE');
    await run(ASSIGN, 'short-lived');
    await run(DISABLE, 'short-lived');
    await move('short-lived', 'DEPRECATED', 'RETIRED');
    await app.raised();

    expect(await run(ENABLE, 'short-lived')).toEqual(refused('MODULE_RETIRED'));
    expect(await app.raised()).toEqual([]);
  });
});

describe('giving a module up', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const organization = () => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));

  it('takes a module, and gives it back with its configuration', async () => {
    const { run, rows } = organization();
    await run(ASSIGN, 'career', { config: { publicPage: false } });
    await app.raised();

    expect(await run(UNASSIGN, 'career')).toMatchObject({
      organizationModule: { state: 'NOT_INSTALLED', enabled: false, config: { publicPage: false }, disabledAt: expect.any(String) },
      userErrors: [],
    });
    expect(await run(ASSIGN, 'career')).toMatchObject({
      organizationModule: { state: 'INSTALLED', enabled: true, config: { publicPage: false }, configRevision: 1 },
    });
    expect(await rows()).toHaveLength(1);
    expect((await app.raised()).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['module.unassigned.v1', 3],
      ['module.assigned.v1', 4],
    ]);
  });

  it('keeps a module that others need as long as they are switched on', async () => {
    const { run } = organization();
    await run(ASSIGN, 'leave');
    await run(ASSIGN, 'attendance');
    await run(DISABLE, 'attendance');
    await app.raised();

    expect(await run(UNASSIGN, 'hr')).toMatchObject({
      organizationModule: null,
      userErrors: [{ __typename: 'ModuleDependencyError', code: 'DEPENDENT_MODULES_ENABLED', dependents: [{ key: 'leave' }], missing: [] }],
    });
    expect(await app.raised()).toEqual([]);
    await run(UNASSIGN, 'leave');
    expect(await run(UNASSIGN, 'hr')).toMatchObject({ userErrors: [] });
    await app.raised();
  });

  it.each([
    ['unassign', UNASSIGN],
    ['enable', ENABLE],
    ['disable', DISABLE],
  ])('refuses to %s what the organization does not have', async (_what, mutation) => {
    const { run } = organization();

    expect(await run(mutation, 'crm')).toEqual(refused('NOT_ASSIGNED'));
    expect(await run(mutation, 'nothing')).toEqual(refused('NOT_FOUND'));
    await run(ASSIGN, 'crm');
    await run(UNASSIGN, 'crm');
    await app.raised();
    expect(await run(mutation, 'crm')).toEqual(refused('NOT_ASSIGNED'));
    expect(await app.raised()).toEqual([]);
  });

  it.each([
    ['unassign', UNASSIGN],
    ['disable', DISABLE],
  ])('refuses to %s a module that belongs to everybody', async (_what, mutation) => {
    const { run } = organization();
    await register('always-on', { removable: false });
    await move('always-on', 'ACTIVE');
    await run(ASSIGN, 'always-on');
    await app.raised();

    expect(await run(mutation, 'always-on')).toEqual(refused('MODULE_NOT_REMOVABLE'));
    expect(await app.raised()).toEqual([]);
  });
});
