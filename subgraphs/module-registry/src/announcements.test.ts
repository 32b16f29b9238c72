import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anOperator, rootFields, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from './subgraph.js';
import { type BreakIn, breakIns } from './testing/break-ins.js';
import { aTenant } from './testing/tenants.js';

const ERRORS = 'userErrors { code message }';
const operation = (name: string, input: string) => `mutation ($input: ${input}!) { ${name}(input: $input) { operation { id } ${ERRORS} } }`;
const target = { target: { all: true } };

/** What staff does to the registry; each with the input of its own that makes a difference. */
const OF_STAFF: Readonly<Record<string, { query: string; variables?: () => Record<string, unknown> }>> = {
  moduleRegister: {
    query: `mutation ($input: ModuleRegisterInput!) { moduleRegister(input: $input) { ${ERRORS} } }`,
    variables: () => ({ input: { key: 'brand-new', name: 'Brand new', category: 'ADDON' } }),
  },
  moduleUpdate: { query: `mutation { moduleUpdate(key: "crm", input: { name: "Customers" }) { ${ERRORS} } }` },
  moduleStatusSet: { query: `mutation { moduleStatusSet(key: "career", status: DEPRECATED, reason: "for the test") { ${ERRORS} } }` },
  moduleRolloutSet: { query: `mutation { moduleRolloutSet(key: "crm", input: { percentage: 50 }) { ${ERRORS} } }` },
  templateCreate: {
    query: `mutation { templateCreate(input: { code: "small", name: "Small", items: [{ moduleKey: "crm" }] }) { ${ERRORS} } }`,
  },
  templateVersionCreate: { query: `mutation { templateVersionCreate(code: "retail", items: [{ moduleKey: "crm" }]) { ${ERRORS} } }` },
  templateStatusSet: { query: `mutation { templateStatusSet(code: "education", status: INACTIVE) { ${ERRORS} } }` },
  templateApplyBulk: {
    query: operation('templateApplyBulk', 'TemplateApplyBulkInput'),
    variables: () => ({ input: { ...target, code: 'retail', idempotencyKey: randomUUID() } }),
  },
  moduleRolloutApply: {
    query: operation('moduleRolloutApply', 'ModuleRolloutApplyInput'),
    variables: () => ({ input: { ...target, moduleKey: 'crm', idempotencyKey: randomUUID() } }),
  },
};

describe('every mutation', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const ofMembers = Object.keys(breakIns).filter((name) => name.startsWith('Mutation.'));

  it('is tried below', async () => {
    const all = (await rootFields(moduleRegistrySubgraph)).filter((name) => name.startsWith('Mutation.'));

    expect([...ofMembers, ...Object.keys(OF_STAFF).map((name) => `Mutation.${name}`)].toSorted()).toEqual(all.toSorted());
  });

  it.each(ofMembers)('of members announces what it changed: %s', async (name) => {
    const tenant = await aTenant(app);
    const { query, variables } = (breakIns[name] as BreakIn)(tenant);
    await app.raised();

    await app.as(tenant.member).execute(query, variables);

    expect(await app.raised()).not.toEqual([]);
  });

  it.each(Object.keys(OF_STAFF))('of staff announces what it changed: %s', async (name) => {
    const { query, variables } = OF_STAFF[name] as (typeof OF_STAFF)[string];
    await app.raised();

    const { data, errors } = await app.as(anOperator('platform:modules:write')).execute(query, variables?.());

    expect({ errors, userErrors: data?.[name]?.userErrors }).toEqual({ errors: [], userErrors: [] });
    expect(await app.raised()).not.toEqual([]);
  });
});
