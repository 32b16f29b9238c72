import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantCreated } from '@supergraph/schema/events';
import { TemplateApplication } from '../domain/template-application.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, inputError, stopped, UNASSIGN } from '../testing/organization-modules.js';

const APPLY = `mutation ($input: TemplateApplyInput!) {
  templateApply(input: $input) {
    application { id state outdated template { code } version { version } appliedBy { id } organization { id } }
    userErrors { __typename code field ... on ModuleDependencyError { missing { module { key } } } }
  }
}`;
const CREATE = 'mutation ($input: TemplateInput!) { templateCreate(input: $input) { userErrors { code } } }';
const SET_STATUS =
  'mutation ($code: ID!, $status: TemplateStatus!) { templateStatusSet(code: $code, status: $status) { userErrors { code } } }';

describe('applyTemplate', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write');
  const organization = () => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    const ask = (code: string, more: object = {}, identity = aMemberOf(one.organizationId, 'org:modules:write')) =>
      app.as(identity).execute(APPLY, { input: { organizationId: one.organizationId, code, ...more } });
    const apply = async (...args: Parameters<typeof ask>) => (await ask(...args)).data.templateApply;
    const applications = () => app.context(one.organizationId).em.find(TemplateApplication, {}, { orderBy: { id: 'asc' } });
    return { ...one, ask, apply, applications };
  };
  const typesOf = async () => (await app.raised()).map(({ type, payload }) => [type, payload.moduleKey ?? payload.moduleKeys]);

  beforeAll(async () => {
    const items = [{ moduleKey: 'leave', required: true, defaultConfig: { annualDays: 30 } }, { moduleKey: 'crm' }];
    await app.as(staff).execute(CREATE, { input: { code: 'small', name: 'Small', items } });
    await app.as(staff).execute(CREATE, { input: { code: 'closed', name: 'Closed', items } });
    await app.as(staff).execute(SET_STATUS, { code: 'closed', status: 'INACTIVE' });
    await app.raised();
  });

  it('assigns the modules with what they need, configures them and announces it', async () => {
    const { organizationId, apply, rows, applications } = organization();

    const { application, userErrors } = await apply('small');

    expect(userErrors).toEqual([]);
    expect(application).toMatchObject({
      state: 'APPLIED',
      outdated: false,
      template: { code: 'small' },
      version: { version: 1 },
      appliedBy: { id: expect.any(String) },
      organization: { id: organizationId },
    });
    expect((await rows()).map(({ moduleKey, source, enabled, config }) => [moduleKey, source, enabled, config])).toEqual([
      ['hr', 'DEPENDENCY', true, {}],
      ['leave', 'TEMPLATE', true, { annualDays: 30 }],
      ['crm', 'TEMPLATE', true, {}],
    ]);
    expect((await applications()).map(({ baseConfig }) => baseConfig)).toEqual([{ leave: { annualDays: 30 } }]);
    expect(await typesOf()).toEqual([
      ['module.assigned.v1', 'hr'],
      ['module.assigned.v1', 'leave'],
      ['module.assigned.v1', 'crm'],
      ['module.config_updated.v1', 'leave'],
      ['industry_template.applied.v1', ['hr', 'leave', 'crm']],
    ]);
  });

  it('changes nothing a second time', async () => {
    const { apply, applications } = organization();
    const first = await apply('small');
    await app.raised();

    expect(await apply('small')).toEqual(first);
    expect(await apply('small', { strategy: 'OVERWRITE' })).toEqual(first);
    expect(await applications()).toHaveLength(1);
    expect(await app.raised()).toEqual([]);
  });

  it('keeps what the organization made of its modules', async () => {
    const { run, apply, rows } = organization();
    await run(ASSIGN, 'leave', { config: { annualDays: 25 } });
    await run(DISABLE, 'leave');
    await app.raised();

    await apply('small');

    expect((await rows()).map(({ moduleKey, source, enabled, config }) => [moduleKey, source, enabled, config])).toEqual([
      ['hr', 'DEPENDENCY', true, {}],
      ['leave', 'MANUAL', false, { annualDays: 25 }],
      ['crm', 'TEMPLATE', true, {}],
    ]);
    expect(await typesOf()).toEqual([
      ['module.assigned.v1', 'crm'],
      ['industry_template.applied.v1', ['crm']],
    ]);
  });

  it('gives a module back with the configuration that was kept', async () => {
    const { run, apply, rows } = organization();
    await run(ASSIGN, 'leave', { config: { annualDays: 25 } });
    await run(UNASSIGN, 'leave');

    await apply('small');

    expect((await rows()).find(({ moduleKey }) => moduleKey === 'leave')).toMatchObject({ enabled: true, config: { annualDays: 25 } });
    await app.raised();
  });

  it('overwrites where that is asked for, and leaves other modules alone', async () => {
    const { run, apply, rows } = organization();
    await run(ASSIGN, 'leave', { config: { annualDays: 25, carryOverDays: 1 } });
    await run(ASSIGN, 'career', { config: { publicPage: false } });
    await run(DISABLE, 'leave');
    await run(DISABLE, 'career');
    await app.raised();

    await apply('small', { strategy: 'OVERWRITE' });

    expect((await rows()).map(({ moduleKey, enabled, config }) => [moduleKey, enabled, config])).toEqual([
      ['hr', true, {}],
      ['leave', true, { annualDays: 30 }],
      ['career', false, { publicPage: false }],
      ['crm', true, {}],
    ]);
    expect(await typesOf()).toEqual([
      ['module.assigned.v1', 'crm'],
      ['module.enabled.v1', 'leave'],
      ['module.config_updated.v1', 'leave'],
      ['industry_template.applied.v1', ['crm']],
    ]);
  });

  it.each(['KEEP_EXISTING', 'OVERWRITE'])('refuses where a needed module is switched off, with %s', async (strategy) => {
    const { run, apply, rows } = organization();
    await run(ASSIGN, 'hr', { enabled: false });
    await app.raised();

    expect(await apply('small', { strategy })).toEqual({
      application: null,
      userErrors: [
        { __typename: 'ModuleDependencyError', code: 'DEPENDENCY_MISSING', field: ['input', 'code'], missing: [{ module: { key: 'hr' } }] },
      ],
    });
    expect(await rows()).toHaveLength(1);
    expect(await app.raised()).toEqual([]);
  });

  it.each([
    ['nothing', inputError('NOT_FOUND', 'input', 'code')],
    ['closed', inputError('TEMPLATE_INACTIVE', 'input', 'code')],
  ])('refuses the template "%s"', async (code, error) => {
    const { apply, applications } = organization();

    expect(await apply(code)).toEqual({ application: null, userErrors: [error] });
    expect(await applications()).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('answers a member about another organization as about none, and changes nothing', async () => {
    const { ask, rows } = organization();
    const stranger = aMemberOf(randomUUID(), 'org:modules:write');

    const foreign = await ask('small', {}, stranger);

    expect(foreign).toMatchObject({ data: null, errors: stopped('TENANT_MISMATCH') });
    for (const organizationId of [randomUUID(), 'malformed']) expect(await ask('small', { organizationId }, stranger)).toEqual(foreign);
    expect(await rows()).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('needs the scope', async () => {
    const { ask, organizationId } = organization();

    expect((await ask('small', {}, aMemberOf(organizationId))).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
  });

  it('takes the same number of statements however many modules there are', async () => {
    const statementsOf = async (code: string) => {
      const { organizationId, apply } = organization();
      await app.deliver(tenantCreated, { organizationId, slug: 'x', name: 'X', industryCode: null, planKey: 'pro' });
      return app.statementsOf(() => apply(code));
    };

    // begin · lock · registry · rows · template · version · last application · application · configurations · modules ·
    // outbox · commit, and two for what the answer shows of the template.
    expect(await statementsOf('small')).toHaveLength(14);
    expect(await statementsOf('technology')).toHaveLength(14);
    await app.raised();
  });
});
