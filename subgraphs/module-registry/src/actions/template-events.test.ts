import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';

const CREATE = 'mutation ($input: TemplateInput!) { templateCreate(input: $input) { userErrors { code } } }';
const VERSION = `mutation ($items: [TemplateItemInput!]!) {
  templateVersionCreate(code: "small", items: $items) { userErrors { code } } }`;
const SET_STATUS = 'mutation ($status: TemplateStatus!) { templateStatusSet(code: "small", status: $status) { userErrors { code } } }';

describe('every change of a template', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = app.as(anOperator('platform:modules:write'));
  const told = async () =>
    (await app.raised()).map(({ type, payload, aggregateId }) => [type, aggregateId, payload.status, payload.version]);

  it('is announced, and what changes nothing is not', async () => {
    const items = [{ moduleKey: 'crm' }];

    await staff.execute(CREATE, { input: { code: 'small', name: 'Small', items } });
    expect(await told()).toEqual([['industry_template.created.v1', 'small', 'ACTIVE', 1]]);

    await staff.execute(CREATE, { input: { code: 'small', name: 'Again', items } });
    expect(await told()).toEqual([]);

    await staff.execute(VERSION, { items: [...items, { moduleKey: 'hr' }] });
    expect(await told()).toEqual([['industry_template.updated.v1', 'small', 'ACTIVE', 2]]);

    await staff.execute(SET_STATUS, { status: 'INACTIVE' });
    await staff.execute(SET_STATUS, { status: 'INACTIVE' });
    expect(await told()).toEqual([['industry_template.archived.v1', 'small', 'INACTIVE', 2]]);

    await staff.execute(SET_STATUS, { status: 'ACTIVE' });
    expect(await told()).toEqual([['industry_template.updated.v1', 'small', 'ACTIVE', 2]]);
  });
});
