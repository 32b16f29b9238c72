import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { BULK_TEMPLATE, operationsOf, someOrganizations } from '../testing/operations.js';

const VERSION = `mutation ($code: ID!, $items: [TemplateItemInput!]!) {
  templateVersionCreate(code: $code, items: $items) { userErrors { code } } }`;
const SET_STATUS =
  'mutation ($code: ID!, $status: TemplateStatus!) { templateStatusSet(code: $code, status: $status) { userErrors { code } } }';

describe('an operation that applies a template', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write', 'platform:modules:read');
  const { ask, drain, read } = operationsOf(app, staff);
  const modulesOf = async (organizationId: string) =>
    (await app.context(organizationId).em.find(OrganizationModule, {}, { orderBy: { id: 'asc' } })).map(({ moduleKey }) => moduleKey);

  it('gives each organization its modules, and says so for each; once more, it changes nothing', async () => {
    const organizationIds = await someOrganizations(app, 3);
    await app.raised();

    const { operation, userErrors } = await ask(BULK_TEMPLATE, { target: { organizationIds }, code: 'education' });

    expect(userErrors).toEqual([]);
    expect(operation.input).toEqual({ code: 'education', strategy: 'KEEP_EXISTING', target: { organizations: 3 } });
    const raised = await drain();
    const after = await read(operation.id);
    expect(after).toMatchObject({ status: 'SUCCEEDED', done: 3 });
    expect(after.items.nodes[0]).toMatchObject({
      status: 'DONE',
      application: { template: { code: 'education' }, appliedBy: { id: staff.subject } },
    });
    for (const id of organizationIds) expect(await modulesOf(id)).toEqual(['hr', 'finance', 'projects', 'crm', 'career']);
    const applied = raised.filter(({ type }) => type === 'industry_template.applied.v1');
    expect(applied.map(({ organizationId }) => organizationId).toSorted()).toEqual(organizationIds.toSorted());
    const { operation: again } = await ask(BULK_TEMPLATE, { target: { organizationIds }, code: 'education' });
    const afterwards = await drain();
    expect(await read(again.id)).toMatchObject({ status: 'SUCCEEDED', done: 0, skipped: 3 });
    expect(afterwards.filter(({ organizationId }) => organizationId)).toEqual([]);
  });

  it('brings organizations to the version that is current when their turn comes', async () => {
    const organizationIds = await someOrganizations(app, 2);
    const { operation } = await ask(BULK_TEMPLATE, { target: { organizationIds }, code: 'healthcare' });
    await app.as(staff).execute(VERSION, { code: 'healthcare', items: [{ moduleKey: 'contact' }] });

    await drain();

    expect(await read(operation.id)).toMatchObject({ status: 'SUCCEEDED', done: 2 });
    for (const id of organizationIds) expect(await modulesOf(id)).toEqual(['contact']);
  });

  it('fails at organizations whose turn comes after the template went off offer', async () => {
    const organizationIds = await someOrganizations(app, 2);
    const { operation } = await ask(BULK_TEMPLATE, { target: { organizationIds }, code: 'retail' });
    await app.as(staff).execute(SET_STATUS, { code: 'retail', status: 'INACTIVE' });

    await drain();

    const { status, items } = await read(operation.id);
    expect(status).toBe('FAILED');
    expect(items.nodes[0]).toMatchObject({ problem: { code: 'TEMPLATE_INACTIVE', field: null }, application: null });
    expect(await ask(BULK_TEMPLATE, { target: { organizationIds }, code: 'retail' })).toMatchObject({
      operation: null,
      userErrors: [{ code: 'TEMPLATE_INACTIVE', field: ['input', 'code'] }],
    });
  });
});
