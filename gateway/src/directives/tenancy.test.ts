import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import type { ModuleFact } from '@supergraph/kernel/tenancy';
import { askGuarded, everything } from '../testing/ask-guarded.js';
import { aMember, anOperator, anOrganization, type GuardedGraph, guardedGraph } from '../testing/guarded-graph.js';

let graph: GuardedGraph;
beforeAll(() => {
  graph = guardedGraph();
});
beforeEach(() => {
  graph.calls.length = 0;
});

const ask = askGuarded(() => graph);
const answer = async (...args: Parameters<typeof ask>) => {
  const { data, errors } = await ask(...args);
  return { data, errors };
};
describe('tenancy', () => {
  const byId = 'query ($id: ID, $slug: String) { shopById(id: $id, slug: $slug) { name } }';
  const rename = 'mutation ($input: RenameInput!) { rename(input: $input) { name } }';

  it('lets a member name its own organization, by id or slug, or none', async () => {
    for (const variables of [{ id: 'acme' }, { slug: 'slug-acme' }, {}, { id: null }]) {
      expect(await answer(byId, { variables })).toEqual({ data: { shopById: { name: 'Corner' } }, errors: [] });
    }
  });

  it('answers another organization and one that does not exist alike, and reads neither', async () => {
    for (const variables of [{ id: 'other' }, { id: 'absent' }, { slug: 'other' }, { id: 'acme', slug: 'other' }]) {
      expect(await answer(byId, { variables })).toEqual({ data: { shopById: null }, errors: ['TENANT_MISMATCH shopById'] });
    }
    expect(await answer('{ shopById(id: "other") { name } }')).toMatchObject({ errors: ['TENANT_MISMATCH shopById'] });
    expect(await answer('query ($id: ID = "other") { shopById(id: $id) { name } }')).toMatchObject({
      errors: ['TENANT_MISMATCH shopById'],
    });
    expect(graph.calls).toEqual([]);
  });

  it('finds the organization inside an input, given whole or in parts', async () => {
    const mismatch = { data: { rename: null }, errors: ['TENANT_MISMATCH rename'] };

    expect(await answer(rename, { variables: { input: { shopId: 'acme', name: 'New' } } })).toEqual({
      data: { rename: { name: 'New' } },
      errors: [],
    });
    expect(await answer(rename, { variables: { input: { shopId: 'other' } } })).toEqual(mismatch);
    expect(await answer('mutation { rename(input: { shopId: "other" }) { name } }')).toEqual(mismatch);
    expect(await answer('mutation ($id: ID!) { rename(input: { shopId: $id }) { name } }', { variables: { id: 'other' } })).toEqual(
      mismatch,
    );
  });

  it('judges each place by what it names itself', async () => {
    const query = '{ a: shopById(id: "acme") { name } b: shopById(id: "other") { name } }';

    expect(await answer(query)).toEqual({ data: { a: { name: 'Corner' }, b: null }, errors: ['TENANT_MISMATCH b'] });
  });

  it('needs an organization', async () => {
    expect(await answer('{ own { name } }', { identity: anonymous })).toMatchObject({ errors: ['UNAUTHENTICATED own'] });
    expect(await answer('{ own { name } }', { identity: { ...aMember(), organizationId: null } })).toMatchObject({
      errors: ['TENANT_REQUIRED own'],
    });
  });

  it('lets staff act where they name an organization, and only there', async () => {
    const identity = anOperator('money:read');

    expect(await answer(byId, { identity, variables: { id: 'any' } })).toMatchObject({ data: { shopById: { name: 'Corner' } } });
    expect(await answer(byId, { identity })).toMatchObject({ errors: ['TENANT_REQUIRED shopById'] });
    expect(await answer('{ own { name } shop { deals { title } pieces } }', { identity })).toEqual({
      data: { own: null, shop: { deals: [{ title: 'Deal' }], pieces: 42 } },
      errors: ['TENANT_REQUIRED own'],
    });
  });

  it('stops where the organization is out of service, and serves what is nobody’s', async () => {
    const organization = { ...everything, status: 'SUSPENDED' };

    expect(await answer('{ own { name } login }', { organization })).toEqual({
      data: { own: null, login: 'please' },
      errors: ['ORGANIZATION_SUSPENDED own'],
    });
    expect(await answer('{ own { name } }', { organization: null })).toMatchObject({ errors: ['ORGANIZATION_SUSPENDED own'] });
  });

  it.each([
    ['NOT_INSTALLED', {}],
    ['DISABLED', { reason: 'DISABLED' as const }],
    ['ROLLOUT', { reason: 'ROLLOUT' as const }],
    ['SCHEDULED', { reason: null, from: '2999-01-01T00:00:00Z' }],
    ['SCHEDULED', { reason: null, until: '2020-01-01T00:00:00Z' }],
  ])('tells why a module is off: %s', async (reason, module) => {
    const modules: Record<string, ModuleFact> = 'reason' in module ? { stock: module as ModuleFact } : {};
    const organization = { ...anOrganization('acme'), modules };
    const { details } = await ask('{ shelves { name } }', { organization });

    expect(details[0]?.extensions).toMatchObject({ code: 'MODULE_DISABLED', module: 'stock', reason });
  });

  it('tells that the plan does not pay for it', async () => {
    const ended = { ...everything, entitledUntil: '2020-01-01T00:00:00Z' };
    const smaller = { ...everything, entitledModules: ['crm'] };

    for (const organization of [ended, smaller])
      expect(await answer('{ shelves { name } }', { organization })).toMatchObject({ errors: ['MODULE_DISABLED shelves'] });
  });

  it('needs all modules that a field names', async () => {
    expect(await answer('mutation { sell(price: 3) { price } }')).toEqual({ data: { sell: { price: 3 } }, errors: [] });
  });

  it('refuses mutations on facts that may be out of date, and later queries as well; what needs no facts goes on', async () => {
    expect(await answer('mutation { sell(price: 3) { price } }', { lag: 6_000 })).toMatchObject({ errors: ['TENANCY_UNAVAILABLE sell'] });
    expect(await answer('{ own { name } }', { lag: 6_000 })).toMatchObject({ data: { own: { name: 'Corner' } } });
    expect(await answer('{ own { name } login }', { lag: 61_000 })).toMatchObject({
      data: { own: null, login: 'please' },
      errors: ['TENANCY_UNAVAILABLE own'],
    });
    expect(await answer('mutation { ping }', { lag: 61_000 })).toEqual({ data: { ping: 'pong' }, errors: [] });
  });
});
