import { describe, expect, it } from '@jest/globals';
import { told } from '../testing/a-federation.js';
import { aShop } from '../testing/shop-federation.js';

describe('what is left of an operation', () => {
  const shop = aShop();

  it('does not show a key that was fetched for another field but was not to be shown', async () => {
    const original = '{ people { id name reviews { stars } } wares { code title } }';
    const result = await shop.ask(original, { document: '{ people { name reviews { stars } } wares { title } }' });

    expect(shop.calls[0]?.query).toContain('id');
    expect(result).toEqual({ data: { people: null, wares: null }, errors: [] });
  });

  it('says nothing of nulls that it made itself, and tells of the others', async () => {
    const answer = ({ subgraph }: { subgraph: string }, own: () => Promise<object>) =>
      subgraph === 'people' ? { data: { people: [{ name: null }] } } : own();
    const result = await shop.ask('{ people { id name } wares { title code } }', {
      document: '{ people { name } wares { title } }',
      answer,
    });

    expect(result.data).toEqual({ people: null, wares: null });
    expect(told(result)).toEqual([]);
    expect(told(await shop.ask('{ people { nick name } }', { document: '{ people { name } }', answer }))).toEqual([
      'SUBGRAPH_ANSWER_INVALID people.0.name',
    ]);
  });

  it('holds for the variables of each request', async () => {
    const original = 'query ($a: Boolean!, $b: Boolean!) { people { nick name @include(if: $a) ... @include(if: $b) { name } } }';
    const document = 'query ($a: Boolean!, $b: Boolean!) { people { nick ... @include(if: $b) { name } } }';
    const ask = async (a: boolean, b: boolean) => (await shop.ask(original, { document, variables: { a, b } })).data.people;

    expect(await ask(false, true)).toMatchObject([{ nick: null, name: 'Ada' }, {}, {}]);
    expect(await ask(false, false)).toEqual([{ nick: null }, { nick: null }, { nick: null }]);
    expect(await ask(true, false)).toBeNull();
  });
});

describe('variables of @skip and @include', () => {
  it('that are null say neither yes nor no', async () => {
    const query = 'query ($x: Boolean = true) { people @include(if: $x) { name } wares { code } }';
    const shop = aShop();

    expect((await shop.ask(query)).data.people).toHaveLength(3);
    const { errors, data } = await shop.ask(query, { variables: { x: null } });
    expect([errors[0]?.extensions?.code, data, shop.calls]).toEqual(['BAD_USER_INPUT', undefined, []]);
  });

  it('decide on introspection as on all else', async () => {
    const query = 'query ($name: String!, $x: Boolean!) { __type(name: $name) { name kind @include(if: $x) } t: __typename @skip(if: $x) }';
    const shop = aShop();

    expect((await shop.ask(query, { variables: { name: 'Rank', x: true } })).data).toEqual({ __type: { name: 'Rank', kind: 'ENUM' } });
    expect((await shop.ask(query, { variables: { name: 'Nope', x: false } })).data).toEqual({ __type: null, t: 'Query' });
  });
});
