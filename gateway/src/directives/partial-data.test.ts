import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { askGuarded } from '../testing/ask-guarded.js';
import { aMember, anOrganization, type GuardedGraph, guardedGraph } from '../testing/guarded-graph.js';

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
const UNAUTHORIZED = 'UNAUTHORIZED_FIELD_OR_TYPE';

describe('what may not be served is removed, and the rest is served', () => {
  it('null for a field, and an error at its path', async () => {
    expect(await answer('{ shop { name turnover } }')).toEqual({
      data: { shop: { name: 'Corner', turnover: null } },
      errors: [`${UNAUTHORIZED} shop.turnover`],
    });
    expect(await answer('{ shop { turnover } }', { identity: aMember('money:read') })).toEqual({
      data: { shop: { turnover: 100 } },
      errors: [],
    });
  });

  it('names paths by response keys', async () => {
    expect(await answer('{ corner: shop { takings: turnover name } }')).toEqual({
      data: { corner: { takings: null, name: 'Corner' } },
      errors: [`${UNAUTHORIZED} corner.takings`],
    });
  });

  it('asks no subgraph for what it removed', async () => {
    await ask('{ shop { name pieces deals { title } } }', { organization: anOrganization('acme') });

    expect(graph.calls).toEqual(['sales: {shop{name}}']);
  });

  it('one error for every list, with @ for its entries', async () => {
    const answered = await answer('{ offers { id ... on SecretOffer { note } } }', { identity: aMember() });

    expect(answered).toEqual({ data: null, errors: [`${UNAUTHORIZED} offers.@.id`, `${UNAUTHORIZED} offers.@`] });
  });

  it('the parts of an interface that fragments keep apart', async () => {
    expect(await answer('{ offers { __typename ... on OpenOffer { price } ... on SecretOffer { price note } } }')).toEqual({
      data: {
        offers: [
          { __typename: 'OpenOffer', price: 5 },
          { __typename: 'SecretOffer', price: null, note: null },
        ],
      },
      errors: [`${UNAUTHORIZED} offers.@`],
    });
    expect(await answer('{ offers { price } }', { identity: aMember('money:read') })).toMatchObject({
      data: { offers: [{ price: 5 }, { price: 7 }] },
    });
  });

  it('the parts of a union', async () => {
    expect(await answer('{ things { __typename ... on OpenOffer { price } ... on SecretOffer { note } } }')).toEqual({
      data: { things: [{ __typename: 'OpenOffer', price: 5 }, { __typename: 'SecretOffer', note: null }, { __typename: 'Deal' }] },
      errors: [`${UNAUTHORIZED} things.@`],
    });
    expect(await answer('{ things { ... on Deal { title } } login }', { identity: anonymous })).toEqual({
      data: null,
      errors: ['UNAUTHENTICATED things.@'],
    });
    expect(graph.calls.at(-1)).toBe('sales: {login}');
  });

  it('a list in a list', async () => {
    expect(await answer('{ matrix { id } }')).toMatchObject({ errors: [`${UNAUTHORIZED} matrix.@.@.id`] });
  });

  it('a field whose type is protected, with all that stands below', async () => {
    const answered = await answer('{ reports { title } shop { name } }', { identity: aMember('reports:read') });

    expect(answered).toEqual({ data: { reports: null, shop: { name: 'Corner' } }, errors: [`${UNAUTHORIZED} reports`] });
    expect((await ask('{ reports { title } }', { identity: aMember('reports:read', 'reports:all') })).data).toEqual({
      reports: [{ title: 'Q1' }],
    });
  });

  it('fragments by name, wherever they are spread, each path once', async () => {
    const query =
      'query { a: shop { ...Money } b: shop { ...Money name } } fragment Money on Shop { turnover owner { ...Pay } } fragment Pay on Person { name salary }';

    expect(await answer(query)).toEqual({
      data: null,
      errors: [
        `${UNAUTHORIZED} a.turnover`,
        `${UNAUTHORIZED} a.owner.salary`,
        `${UNAUTHORIZED} b.turnover`,
        `${UNAUTHORIZED} b.owner.salary`,
      ],
    });
  });

  it('a null that may not be moves up to where it may', async () => {
    expect(await answer('{ strict { must { must fine } } shop { name } }', { identity: anonymous })).toEqual({
      data: { strict: null, shop: { name: 'Corner' } },
      errors: ['UNAUTHENTICATED strict.must.must'],
    });
  });

  it('a parent of which nothing is left goes, too', async () => {
    expect(await answer('{ shop { turnover } login }')).toEqual({ data: null, errors: [`${UNAUTHORIZED} shop.turnover`] });
    expect(graph.calls).toEqual(['sales: {login}']);
  });

  it('nothing left: no subgraph is called', async () => {
    expect(await answer('{ me { name } staffOnly }', { identity: anonymous })).toEqual({
      data: { me: null, staffOnly: null },
      errors: ['UNAUTHENTICATED me', 'UNAUTHENTICATED staffOnly'],
    });
    expect(graph.calls).toEqual([]);
  });

  it('says nothing of what @skip and @include leave out', async () => {
    const query =
      'query ($with: Boolean! = true, $no: Boolean!) { shop { name turnover @include(if: $with) } me @skip(if: $no) { name } reports @skip(if: true) { title } }';

    expect((await ask(query, { identity: anonymous, variables: { with: false, no: true } })).errors).toEqual([]);
    expect((await ask(query, { identity: anonymous, variables: { no: false } })).errors).toEqual([
      'UNAUTHENTICATED shop.turnover',
      'UNAUTHENTICATED me',
    ]);
  });

  it('a mutation, and not the ones beside it', async () => {
    expect(await answer('mutation { ping sell(price: 3) { price } }', { organization: anOrganization('acme', 'crm') })).toEqual({
      data: { ping: 'pong', sell: null },
      errors: ['MODULE_DISABLED sell'],
    });
    expect(graph.calls).toEqual(['sales: mutation{ping}']);
  });

  it('leaves introspection alone', async () => {
    const { data, errors } = await ask('{ __type(name: "Person") { fields { name } } __schema { queryType { name } } }', {
      identity: anonymous,
    });

    expect([data.__type.fields.length, data.__schema, errors]).toEqual([4, { queryType: { name: 'Query' } }, []]);
  });
});
