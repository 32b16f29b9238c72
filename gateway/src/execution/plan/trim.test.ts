import { beforeAll, describe, expect, it } from '@jest/globals';
import { aFederation, type Federation, isDown, told } from '../../testing/a-federation.js';

const same = (value: unknown) => value;

describe('an entity that lacks what one of its fields requires', () => {
  const WARES = ['1', '2'].map((id) => ({ __typename: 'Ware', id, weight: Number(id) * 10 }));
  let shop: Federation;
  beforeAll(() => {
    shop = aFederation({
      wares: {
        sdl: `
          type Query { wares: [Ware!] shelf: [Place!] }
          interface Place { ware: Ware } type Box implements Place { ware: Ware } type Hook implements Place { ware: Ware }
          type Ware @key(fields: "id") { id: ID! weight: Int size(in: String): Int }`,
        resolvers: {
          Query: {
            wares: () => WARES,
            shelf: () => [
              { __typename: 'Box', ware: WARES[0] },
              { __typename: 'Hook', ware: WARES[1] },
            ],
          },
          Ware: { __resolveReference: ({ id }: { id: string }) => WARES.find((ware) => ware.id === id) },
        },
      },
      prices: {
        sdl: `type Ware @key(fields: "id") { id: ID! weight: Int @external price: Int! stock(at: String): Int shipping(by: String): Int @requires(fields: "weight") }`,
        resolvers: {
          Ware: {
            __resolveReference: same,
            price: () => 5,
            stock: () => 7,
            shipping: ({ weight }: { weight: number }) => weight + 1,
          },
        },
      },
    });
  });
  const asked = () => shop.calls.filter(({ subgraph }) => subgraph === 'prices').map(({ query, variables }) => ({ query, variables }));

  it('is asked for its other fields, where nobody wants that one', async () => {
    const query = 'query ($no: Boolean!) { wares { shipping(by: "air") @skip(if: $no) price stock(at: "a") } }';
    const [without, withIt] = [await shop.ask(query, { variables: { no: true } }), asked()];

    expect(without).toEqual({
      data: {
        wares: [
          { price: 5, stock: 7 },
          { price: 5, stock: 7 },
        ],
      },
      errors: [],
    });
    expect(withIt).toEqual([
      {
        query:
          'query($representations:[_Any!]!$own0:String){_entities(representations:$representations){...on Ware{price stock__1:stock(at:$own0)}}}',
        variables: { own0: 'a', representations: ['1', '2'].map((id) => ({ __typename: 'Ware', id })) },
      },
    ]);
    expect((await shop.ask(query, { variables: { no: false } })).data.wares[0]).toEqual({ shipping: 11, price: 5, stock: 7 });
  });

  it('is asked for it in the places where it is wanted', async () => {
    const { data, errors } = await shop.ask('{ shelf { ... on Box { ware { shipping } } ware { price } } }');

    expect([data, errors]).toEqual([{ shelf: [{ ware: { shipping: 11, price: 5 } }, { ware: { price: 5 } }] }, []]);
  });

  it('is not asked for at all where there is nothing else to ask for', async () => {
    const result = await shop.ask('query ($no: Boolean!) { wares { shipping @skip(if: $no) id } }', { variables: { no: true } });

    expect([result.data.wares.length, asked()]).toEqual([2, []]);
  });

  it('has the others where the subgraph of what is required does not answer', async () => {
    const federation = aFederation({
      a: { sdl: 'type Query { ware: Ware } type Ware @key(fields: "id") { id: ID! }', resolvers: { Query: { ware: () => ({ id: '1' }) } } },
      b: { sdl: 'type Ware @key(fields: "id") { id: ID! weight: Int }' },
      c: {
        sdl: 'type Ware @key(fields: "id") { id: ID! weight: Int @external price: Int shipping: Int! @requires(fields: "weight") }',
        resolvers: { Ware: { __resolveReference: same, price: () => 5, shipping: ({ weight }: { weight: number }) => weight } },
      },
    });
    const result = await federation.ask('{ ware { price shipping } }', { answer: isDown('b') });

    expect([result.data, told(result)]).toEqual([{ ware: null }, ['SUBGRAPH_UNAVAILABLE ware']]);
    expect((await federation.ask('{ ware { price } }', { answer: isDown('b') })).data).toEqual({ ware: { price: 5 } });
  });
});

describe('fields of some objects that an object stands for elsewhere', () => {
  const MEDIA = [
    { __typename: 'Film', id: 'f' },
    { __typename: 'Song', id: 's' },
  ];
  const federation = aFederation({
    media: {
      sdl: `
        type Query { media: [Medium!]! } interface Medium @key(fields: "id") { id: ID! }
        type Film implements Medium @key(fields: "id") { id: ID! } type Song implements Medium @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { media: () => MEDIA } },
    },
    stars: {
      sdl: 'type Medium @key(fields: "id") @interfaceObject { id: ID! stars: Int! lyrics: String! }',
      resolvers: {
        Medium: {
          __resolveReference: same,
          stars: () => 5,
          lyrics: ({ id }: { id: string }) => (id === 's' ? 'la' : null),
        },
      },
    },
  });

  it('are asked of those, and a null of the others takes nothing along', async () => {
    const { data, errors } = await federation.ask('{ media { ... on Film { stars } ... on Song { lyrics } } }');

    expect([data, errors]).toEqual([{ media: [{ stars: 5 }, { lyrics: 'la' }] }, []]);
    expect(
      federation.calls
        .map(({ query }) => query)
        .filter((query) => query.includes('_entities'))
        .sort(),
    ).toEqual(
      ['lyrics', 'stars'].map(
        (name) => `query($representations:[_Any!]!){_entities(representations:$representations){...on Medium{${name}}}}`,
      ),
    );
  });

  it('are asked of all in one call where all have them', async () => {
    await federation.ask('{ media { stars ... on Song { __typename } } }');

    expect(federation.calls).toHaveLength(2);
  });
});
