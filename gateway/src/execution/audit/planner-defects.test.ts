import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

// What Apollo's planner gets wrong; its plans are repaired by ../plan/repair-plan.ts.

type Money = { currency: string };

describe('fields that require others with arguments', () => {
  const WARES = [
    { code: 'w1', name: 'Saw', weight: 1, cents: 11 },
    { code: 'w2', name: 'Axe', weight: 2, cents: 22 },
  ];
  const rate = ({ currency }: Money) => (currency === 'EUR' ? 2 : currency === 'USD' ? 1 : Number.NaN);
  const group = (cents: number) => ({ average: (given: Money) => cents * rate(given) });
  const ware = ({ cents, ...rest }: (typeof WARES)[number]) => ({
    ...rest,
    group: group(cents),
    price: (given: Money) => cents * rate(given),
  });
  const times = (object: { weight: number }) => Number(handed('price')(object)) * Number(handed('weight')(object)) * 10;
  const shop = aStrictFederation({
    freight: {
      sdl: `
        type Ware @key(fields: "code") {
          code: String! weight: Int @external price(currency: String!): Int @external group: Group @external
          dollars: Int @requires(fields: "price(currency: \\"USD\\") weight")
          euros: Int @requires(fields: "price(currency: \\"EUR\\") weight")
          isDear: Boolean @requires(fields: "group { average(currency: \\"USD\\") }")
          isDearInEuros: Boolean @requires(fields: "group { average(currency: \\"EUR\\") }")
        }
        type Group @external { average(currency: String!): Int }`,
      resolvers: {
        Ware: {
          __resolveReference: (object: object) => object,
          dollars: times,
          euros: times,
          isDear: (object: { group: object }) => Number(handed('average')(object.group)) > 11,
          isDearInEuros: (object: { group: object }) => Number(handed('average')(object.group)) > 11,
        },
      },
    },
    wares: {
      sdl: `
        type Query { wares: [Ware] }
        type Ware @key(fields: "code") { code: String! name: String price(currency: String!): Int weight: Int group: Group }
        type Group { average(currency: String!): Int }`,
      resolvers: {
        Query: { wares: () => WARES.map(ware) },
        Ware: { __resolveReference: ({ code }: { code: string }) => ware(WARES.find((known) => known.code === code)!) },
      },
    },
  });

  it('are handed them', () =>
    shop.answers('{ wares { code name dollars isDear } }', {
      wares: [
        { code: 'w1', name: 'Saw', dollars: 110, isDear: false },
        { code: 'w2', name: 'Axe', dollars: 440, isDear: true },
      ],
    }));

  it('are each handed their own, where two of them require one field with different arguments', async () => {
    await shop.answers('{ wares { code name dollars euros isDear } }', {
      wares: [
        { code: 'w1', name: 'Saw', dollars: 110, euros: 220, isDear: false },
        { code: 'w2', name: 'Axe', dollars: 440, euros: 880, isDear: true },
      ],
    });
    await shop.answers('{ wares { isDear isDearInEuros } }', {
      wares: [
        { isDear: false, isDearInEuros: true },
        { isDear: true, isDearInEuros: true },
      ],
    });
  });

  it('find them by their own names, and nothing of what they were planned under', async () => {
    await shop.ask('{ wares { dollars euros isDearInEuros } }');
    const asked = shop.calls.filter(({ subgraph }) => subgraph === 'freight').map(({ variables }) => JSON.stringify(variables));

    expect(asked.join()).toContain('"price":11');
    expect(asked.join()).toContain('"price":22');
    expect(asked.join()).toContain('"group":{"average":44}');
    expect(asked.join()).not.toMatch(/bound|null/);
  });

  it('leave the client what it asks for with arguments of its own', async () => {
    await shop.answers('{ wares { price(currency: "EUR") dollars } }', {
      wares: [
        { price: 22, dollars: 110 },
        { price: 44, dollars: 440 },
      ],
    });
    await shop.answers(
      'query ($c: String!) { wares { price(currency: $c) group { average(currency: "EUR") } euros dollars isDear } }',
      {
        wares: [
          { price: 22, group: { average: 22 }, euros: 220, dollars: 110, isDear: false },
          { price: 44, group: { average: 44 }, euros: 880, dollars: 440, isDear: true },
        ],
      },
      { variables: { c: 'EUR' } },
    );
  });
});

describe('a type with keys of which each subgraph can be entered by some only', () => {
  const SLOT = { hall: 'h1', row: 'r1', place: 'p1' };
  const WARES = [{ id: 'w1', code: 'c1', slot: SLOT, name: 'Saw' }];
  const { name: _, ...bare } = WARES[0]!;
  const slot = 'type Slot { hall: ID! row: ID! place: ID! }';
  const shop = aStrictFederation({
    names: {
      sdl: `
        type Ware @key(fields: "id") @key(fields: "code", resolvable: false) @key(fields: "slot { hall row }", resolvable: false)
          @key(fields: "id slot { row place }", resolvable: false) { id: ID! code: ID! slot: Slot! name: String! } ${slot}`,
      resolvers: { Ware: { __resolveReference: byKey(WARES, 'id') } },
    },
    shelves: {
      sdl: `
        type Query { shelf: Shelf } type Shelf @key(fields: "id") { id: ID! wares: [Ware!]! }
        type Ware @key(fields: "slot { hall row }", resolvable: false) @key(fields: "id slot { row place }")
          @key(fields: "code", resolvable: false) @key(fields: "id", resolvable: false) {
          id: ID! code: ID! slot: Slot! name: String! @external label: String! @requires(fields: "name")
        } ${slot}`,
      resolvers: {
        Query: { shelf: () => ({ id: 's1', wares: [bare] }) },
        Ware: {
          __resolveReference: (ware: { id?: string; slot?: Partial<typeof SLOT> }) =>
            ware.id && ware.slot?.row && ware.slot.place ? { ...bare, ...ware } : null,
          label: (ware: object) => `Label of ${handed('name')(ware)}`,
        },
      },
    },
  });

  it('is entered again by a key that it can be entered by', async () => {
    await shop.answers('{ shelf { id wares { id name label } } }', {
      shelf: { id: 's1', wares: [{ id: 'w1', name: 'Saw', label: 'Label of Saw' }] },
    });

    expect(shop.calls.at(-1)).toMatchObject({
      subgraph: 'shelves',
      variables: { representations: [{ __typename: 'Ware', id: 'w1', slot: { row: 'r1', place: 'p1' }, name: 'Saw' }] },
    });
  });

  it('has the fields of its other keys as any others', () =>
    shop.answers('{ shelf { wares { code label slot { hall } } } }', {
      shelf: { wares: [{ code: 'c1', label: 'Label of Saw', slot: { hall: 'h1' } }] },
    }));
});
