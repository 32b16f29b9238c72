import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import {
  ASSIGN,
  anOrganization,
  DISABLE,
  ENABLE,
  inHours,
  inputError,
  passHours,
  registryOf,
  SCHEDULE,
  stopped,
  UNASSIGN,
} from '../testing/organization-modules.js';

describe('scheduleModule', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const organization = async (...modules: [string, object?][]) => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    for (const [key, more] of modules) await one.run(ASSIGN, key, more);
    await app.raised();
    return one;
  };
  const stored = async ({ rows }: Awaited<ReturnType<typeof organization>>) =>
    (await rows()).map(({ moduleKey, enabled, schedule }) => [moduleKey, enabled, schedule?.status ?? null]);

  beforeAll(async () => {
    for (const key of ['for-everybody', 'short-lived']) await register(key, { removable: key !== 'for-everybody' });
    await move('for-everybody', 'ACTIVE');
    await move('short-lived', 'ACTIVE');
    await app.raised();
  });

  it('notes when a module is switched on and off, shows it and announces it', async () => {
    const one = await organization(['crm', { enabled: false }]);
    const times = { enableAt: inHours(1), disableAt: inHours(2) };

    const answer = await one.schedule('crm', times);

    const schedule = { ...times, status: 'PENDING', failureReason: null };
    expect(answer).toEqual({ organizationModule: { enabled: false, schedule }, userErrors: [] });
    expect(await app.raised()).toMatchObject([
      {
        type: 'module.schedule_updated.v1',
        organizationId: one.organizationId,
        payload: { moduleKey: 'crm', ...times, status: 'PENDING' },
      },
    ]);
  });

  it('replaces what was scheduled before, and takes it back where no time is given', async () => {
    const one = await organization(['crm']);
    await one.schedule('crm', { disableAt: inHours(1) });
    const later = inHours(5);

    expect((await one.schedule('crm', { disableAt: later })).organizationModule.schedule).toMatchObject({ disableAt: later });
    expect((await one.schedule('crm', {})).organizationModule.schedule).toMatchObject({ disableAt: later, status: 'CANCELED' });
    await app.raised();
    expect((await one.schedule('crm', { enableAt: null })).organizationModule.schedule).toMatchObject({ status: 'CANCELED' });
    expect(await app.raised()).toEqual([]);
  });

  it('has nothing to take back where nothing was scheduled', async () => {
    const one = await organization(['crm']);

    expect(await one.schedule('crm', {})).toEqual({ organizationModule: { enabled: true, schedule: null }, userErrors: [] });
    expect(await app.raised()).toEqual([]);
  });

  it.each<[string, { key?: string; enabled: boolean; times: object; error: object }]>([
    ['off at a time that is over', { enabled: true, times: { disableAt: inHours(-1) }, error: inputError('INVALID', 'disableAt') }],
    ['on at a time that is over', { enabled: false, times: { enableAt: inHours(-1) }, error: inputError('INVALID', 'enableAt') }],
    [
      'off before on',
      { enabled: false, times: { enableAt: inHours(2), disableAt: inHours(1) }, error: inputError('INVALID', 'disableAt') },
    ],
    ['on for what is on', { enabled: true, times: { enableAt: inHours(1) }, error: inputError('ALREADY_ENABLED', 'enableAt') }],
    ['off for what is off', { enabled: false, times: { disableAt: inHours(1) }, error: inputError('NOT_ENABLED', 'disableAt') }],
    [
      'off for what stays on',
      { key: 'for-everybody', enabled: true, times: { disableAt: inHours(1) }, error: inputError('MODULE_NOT_REMOVABLE', 'disableAt') },
    ],
  ])('refuses %s', async (_what, { key = 'crm', enabled, times, error }) => {
    const one = await organization([key, { enabled }]);

    expect(await one.schedule(key, times)).toEqual({ organizationModule: null, userErrors: [error] });
    expect(await stored(one)).toEqual([[key, enabled, null]]);
    expect(await app.raised()).toEqual([]);
  });

  it('refuses both times together, where both are over', async () => {
    const one = await organization(['crm', { enabled: false }]);

    expect((await one.schedule('crm', { enableAt: inHours(-2), disableAt: inHours(-1) })).userErrors).toEqual([
      inputError('INVALID', 'enableAt'),
      inputError('INVALID', 'disableAt'),
    ]);
  });

  it('refuses what is retired, what the organization does not have, and what there is not', async () => {
    const one = await organization(['short-lived', { enabled: false }]);
    await move('short-lived', 'DEPRECATED', 'RETIRED');
    await app.raised();

    const refused = async (key: string) => (await one.schedule(key, { enableAt: inHours(1) })).userErrors;
    expect(await refused('short-lived')).toEqual([inputError('MODULE_RETIRED', 'enableAt')]);
    expect(await refused('hr')).toEqual([inputError('NOT_ASSIGNED', 'moduleKey')]);
    expect(await refused('nothing')).toEqual([inputError('NOT_FOUND', 'moduleKey')]);
    expect(await app.raised()).toEqual([]);
  });

  it('is taken back when the module is given up', async () => {
    const one = await organization(['crm']);
    await one.schedule('crm', { disableAt: inHours(1) });
    await app.raised();

    await one.run(UNASSIGN, 'crm');

    expect(await stored(one)).toEqual([['crm', false, 'CANCELED']]);
    expect((await app.raised()).map(({ type, payload }) => [type, payload.status])).toEqual([
      ['module.unassigned.v1', undefined],
      ['module.schedule_updated.v1', 'CANCELED'],
    ]);
  });

  it('is done before a change by hand that comes after its time', async () => {
    const one = await organization(['hr', { enabled: false }], ['crm']);
    await one.schedule('hr', { enableAt: inHours(1) });
    await passHours(app, 2);
    await app.raised();

    expect(await one.run(ASSIGN, 'leave')).toMatchObject({ userErrors: [] });

    expect(await stored(one)).toEqual([
      ['hr', true, 'APPLIED'],
      ['crm', true, null],
      ['leave', true, null],
    ]);
    expect((await app.raised()).map(({ type, payload }) => [type, payload.moduleKey])).toEqual([
      ['module.enabled.v1', 'hr'],
      ['module.schedule_updated.v1', 'hr'],
      ['module.assigned.v1', 'leave'],
    ]);
  });

  it('leaves nothing done where the change by hand is refused, for the job to do', async () => {
    const one = await organization(['crm', { enabled: false }]);
    await one.schedule('crm', { enableAt: inHours(1) });
    await passHours(app, 2);
    await app.raised();

    expect(await one.run(ENABLE, 'crm')).toMatchObject({ userErrors: [{ code: 'ALREADY_ENABLED' }] });
    expect(await stored(one)).toEqual([['crm', false, 'PENDING']]);
    expect(await app.raised()).toEqual([]);
  });

  it('is not in the way of a change by hand before its time', async () => {
    const one = await organization(['crm', { enabled: false }]);
    await one.schedule('crm', { enableAt: inHours(1), disableAt: inHours(2) });

    await one.run(ENABLE, 'crm');
    expect(await stored(one)).toEqual([['crm', true, 'PENDING']]);
    await one.run(DISABLE, 'crm');
    expect(await stored(one)).toEqual([['crm', false, 'PENDING']]);
    await app.raised();
  });

  it('answers a member about another organization as about none, and changes nothing', async () => {
    const one = await organization(['crm']);
    const ask = (organizationId: string) =>
      app.as(aMemberOf(randomUUID(), 'org:modules:write')).execute(SCHEDULE, { organizationId, moduleKey: 'crm', disableAt: inHours(1) });

    const foreign = await ask(one.organizationId);

    expect(foreign).toMatchObject({ data: null, errors: stopped('TENANT_MISMATCH') });
    for (const absent of [randomUUID(), 'malformed']) expect(await ask(absent)).toEqual(foreign);
    expect(await stored(one)).toEqual([['crm', true, null]]);
    expect(await app.raised()).toEqual([]);
  });

  it('is open to staff, for organizations that exist', async () => {
    const one = await organization(['crm']);
    const ask = async (organizationId: string) =>
      (await app.as(staff).execute(SCHEDULE, { organizationId, moduleKey: 'crm', disableAt: inHours(1) })).data.organizationModuleSchedule;

    expect(await ask(one.organizationId)).toMatchObject({ userErrors: [] });
    expect(await ask(randomUUID())).toEqual({ organizationModule: null, userErrors: [inputError('NOT_FOUND', 'organizationId')] });
    await app.raised();
  });

  it.each([
    ['a member without the scope', (id: string) => aMemberOf(id, 'org:modules:read'), 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ['staff without the scope', () => anOperator('platform:modules:read'), 'UNAUTHORIZED_FIELD_OR_TYPE'],
  ])('is closed to %s', async (_who, identity, code) => {
    const { organizationId } = await organization(['crm']);

    const { errors } = await app.as(identity(organizationId)).execute(SCHEDULE, { organizationId, moduleKey: 'crm' });
    expect(errors).toEqual(stopped(code));
  });

  it('is closed to the anonymous', async () => {
    expect((await app.execute(SCHEDULE, { organizationId: randomUUID(), moduleKey: 'crm' })).errors).toEqual(stopped('UNAUTHENTICATED'));
  });
});
