import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { ConfigRevision } from '../domain/config-revision.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { registryOf, stopped } from '../testing/organization-modules.js';

const ASSIGN = 'mutation ($input: OrganizationModuleAssignInput!) { organizationModuleAssign(input: $input) { userErrors { code } } }';
const CONFIGURE = `mutation ($input: ModuleConfigureInput!) {
  organizationModuleConfigure(input: $input) {
    organizationModule { config configRevision }
    userErrors { __typename code field ... on ConflictError { currentRevision } ... on ConfigError { instancePath schemaPath keyword } }
  }
}`;

describe('configureModule', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const defaults = { currency: 'USD', fiscalYearStartMonth: 1, invoice: { prefix: 'INV-', dueDays: 30 } };
  const anOrganization = async () => {
    const organizationId = randomUUID();
    const member = aMemberOf(organizationId, 'org:modules:write');
    await app.as(member).execute(ASSIGN, { input: { organizationId, moduleKey: 'finance' } });
    await app.raised();
    const ask = (input: object, identity = member) =>
      app.as(identity).execute(CONFIGURE, { input: { organizationId, moduleKey: 'finance', ...input } });
    const configure = async (input: object, identity = member) => (await ask(input, identity)).data.organizationModuleConfigure;
    const history = () => app.context(organizationId).em.find(ConfigRevision, {}, { orderBy: { configRevision: 'asc' } });
    return { organizationId, member, ask, configure, history };
  };

  it('merges a patch, goes back to a default with null, and announces each change', async () => {
    const { organizationId, configure } = await anOrganization();

    const first = await configure({ config: { currency: 'EUR', invoice: { dueDays: 14 } } });
    const second = await configure({ config: { currency: null, invoice: { prefix: 'R-' } } });

    expect(first).toEqual({
      organizationModule: { config: { ...defaults, currency: 'EUR', invoice: { prefix: 'INV-', dueDays: 14 } }, configRevision: 1 },
      userErrors: [],
    });
    expect(second.organizationModule).toEqual({ config: { ...defaults, invoice: { prefix: 'R-', dueDays: 14 } }, configRevision: 2 });
    const raised = await app.raised();
    expect(raised).toMatchObject([
      { type: 'module.config_updated.v1', organizationId, payload: { moduleKey: 'finance', configRevision: 1 } },
      { type: 'module.config_updated.v1', organizationId, payload: { moduleKey: 'finance', configRevision: 2 } },
    ]);
    expect(JSON.stringify(raised)).not.toContain('EUR');
  });

  it('replaces all that was set before', async () => {
    const { configure } = await anOrganization();
    await configure({ config: { currency: 'EUR' } });

    const { organizationModule } = await configure({ mode: 'REPLACE', config: { invoice: { dueDays: 7 } } });

    expect(organizationModule.config).toEqual({ ...defaults, invoice: { prefix: 'INV-', dueDays: 7 } });
  });

  it('checks the whole, defaults included', async () => {
    const { organizationId, configure, member } = await anOrganization();
    const staff = anOperator('platform:modules:write');
    const { register, move } = registryOf(app, staff);
    const properties = { region: { type: 'string' }, zones: { type: 'integer', maximum: 3 } };
    const configSchema = { type: 'object', properties, required: ['region'] };
    await register('regional', { configSchema, defaultConfig: { region: 'eu' } });
    await move('regional', 'ACTIVE');
    await app.as(member).execute(ASSIGN, { input: { organizationId, moduleKey: 'regional' } });

    const { organizationModule } = await configure({ moduleKey: 'regional', mode: 'REPLACE', config: { zones: 2 } });

    expect(organizationModule.config).toEqual({ region: 'eu', zones: 2 });
    await app.raised();
  });

  it('keeps a record of who changed what and why', async () => {
    const { configure, history, member } = await anOrganization();

    await configure({ config: { currency: 'EUR' }, reason: 'We moved to Vienna' });
    await configure({ config: { currency: 'CHF' } });

    expect(await history()).toMatchObject([
      { configRevision: 1, config: { currency: 'EUR' }, actorId: member.subject, reason: 'We moved to Vienna' },
      { configRevision: 2, config: { currency: 'CHF' }, reason: null },
    ]);
  });

  it('changes and announces nothing where the configuration is that already', async () => {
    const { configure, history } = await anOrganization();
    await configure({ config: { currency: 'EUR' } });
    await app.raised();

    expect((await configure({ config: { currency: 'EUR' } })).organizationModule.configRevision).toBe(1);
    expect(await app.raised()).toEqual([]);
    expect(await history()).toHaveLength(1);
  });

  it('refuses a change of something that has moved on', async () => {
    const { configure } = await anOrganization();
    await configure({ config: { currency: 'EUR' }, expectedRevision: 0 });
    await app.raised();

    expect(await configure({ config: { currency: 'CHF' }, expectedRevision: 0 })).toEqual({
      organizationModule: null,
      userErrors: [{ __typename: 'ConflictError', code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 1 }],
    });
    expect(await app.raised()).toEqual([]);
  });

  it.each<[object, object[]]>([
    [{ config: [1] }, [{ code: 'INVALID', field: ['input', 'config'] }]],
    [{ config: { currency: 'x'.repeat(70_000) } }, [{ code: 'INVALID', field: ['input', 'config'] }]],
    [{ config: { invoice: { prefix: '\0' } } }, [{ code: 'INVALID', field: ['input', 'config'] }]],
    [{ config: {}, reason: 'x' }, [{ code: 'INVALID', field: ['input', 'reason'] }]],
    [{ config: {}, moduleKey: 'nothing' }, [{ code: 'NOT_FOUND', field: ['input', 'moduleKey'] }]],
    [{ config: {}, moduleKey: 'crm' }, [{ code: 'NOT_ASSIGNED', field: ['input', 'moduleKey'] }]],
    [
      { config: { currency: 'euro', invoice: { dueDays: 400, extra: 1 } } },
      [
        {
          __typename: 'ConfigError',
          code: 'CONFIG_SCHEMA_VIOLATION',
          field: ['input', 'config', 'currency'],
          instancePath: '/currency',
          schemaPath: '#/properties/currency/pattern',
          keyword: 'pattern',
        },
        { code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'invoice', 'extra'] },
        { code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'invoice', 'dueDays'] },
      ],
    ],
    [{ mode: 'REPLACE', config: { currency: null } }, [{ code: 'CONFIG_SCHEMA_VIOLATION', field: ['input', 'config', 'currency'] }]],
  ])('refuses bad input and changes nothing (case %#)', async (input, userErrors) => {
    const { configure, history } = await anOrganization();

    expect(await configure(input)).toMatchObject({ organizationModule: null, userErrors });
    expect(await history()).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('answers a member about another organization as about none, and changes nothing', async () => {
    const { ask, history } = await anOrganization();
    const stranger = aMemberOf(randomUUID(), 'org:modules:write');

    const foreign = await ask({ config: { currency: 'EUR' } }, stranger);

    expect(foreign).toMatchObject({ data: null, errors: stopped('TENANT_MISMATCH') });
    for (const organizationId of [randomUUID(), 'malformed'])
      expect(await ask({ config: { currency: 'EUR' }, organizationId }, stranger)).toEqual(foreign);
    expect(await history()).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('needs the scope', async () => {
    const { ask, configure, organizationId } = await anOrganization();

    expect((await ask({ config: {} }, aMemberOf(organizationId, 'org:modules:read'))).errors).toEqual(
      stopped('UNAUTHORIZED_FIELD_OR_TYPE'),
    );
    expect(await configure({ config: { currency: 'EUR' } }, anOperator('platform:modules:write'))).toMatchObject({ userErrors: [] });
  });
});
