import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

const WARES = [
  { code: 'w1', name: 'Saw', price: 11, weight: 1 },
  { code: 'w2', name: 'Axe', price: 22, weight: 2 },
];
const REVIEWS = [
  { id: 'r1', ware: 'w1' },
  { id: 'r2', ware: 'w2' },
];

describe('fields that require others, and fields that are provided', () => {
  const reviewsOf = (test: (review: (typeof REVIEWS)[number]) => boolean) =>
    REVIEWS.filter(test).map(({ id, ware }) => ({ id, by: { id: 'p1', nick: 'ada' }, ware: { code: ware } }));
  const shop = aStrictFederation({
    people: {
      sdl: 'type Query { me: Person } type Person @key(fields: "id") { id: ID! name: String nick: String @shareable }',
      resolvers: {
        Query: { me: () => ({ id: 'p1', name: 'Ada', nick: 'ada' }) },
        Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Ada', nick: 'ada' }) },
      },
    },
    freight: {
      sdl: `
        type Ware @key(fields: "code") {
          code: String! weight: Int @external price: Int @external isStocked: Boolean
          freight: Int @requires(fields: "price weight") label: String @requires(fields: "price weight")
        }`,
      resolvers: {
        Ware: {
          __resolveReference: (ware: object) => ware,
          isStocked: ({ code }: { code: string }) => code === 'w1',
          freight: (ware: { price: number; weight: number }) => Number(handed('price')(ware)) * Number(handed('weight')(ware)) * 10,
          label: (ware: { code: string; price: number }) => `${ware.code} for ${handed('price')(ware)}`,
        },
      },
    },
    wares: {
      sdl: 'type Query { wares: [Ware] } type Ware @key(fields: "code") { code: String! name: String price: Int weight: Int }',
      resolvers: { Query: { wares: () => WARES }, Ware: { __resolveReference: byKey(WARES, 'code') } },
    },
    reviews: {
      sdl: `
        type Review @key(fields: "id") { id: ID! text: String by: Person @provides(fields: "nick") ware: Ware }
        type Person @key(fields: "id") { id: ID! nick: String @external reviews: [Review] }
        type Ware @key(fields: "code") { code: String! reviews: [Review] }`,
      resolvers: {
        Person: { __resolveReference: ({ id }: { id: string }) => ({ id }), nick: handed('nick'), reviews: () => reviewsOf(() => true) },
        Ware: {
          __resolveReference: ({ code }: { code: string }) => ({ code }),
          reviews: ({ code }: { code: string }) => reviewsOf(({ ware }) => ware === code),
        },
      },
    },
  });

  it.each([
    ['{ me { id } }', { me: { id: 'p1' } }],
    ['{ me { id reviews { id } } }', { me: { id: 'p1', reviews: [{ id: 'r1' }, { id: 'r2' }] } }],
    ['{ wares { name } }', { wares: [{ name: 'Saw' }, { name: 'Axe' }] }],
    ['{ wares { price } }', { wares: [{ price: 11 }, { price: 22 }] }],
    ['{ wares { freight } }', { wares: [{ freight: 110 }, { freight: 440 }] }],
    [
      '{ wares { freight weight price } }',
      {
        wares: [
          { freight: 110, weight: 1, price: 11 },
          { freight: 440, weight: 2, price: 22 },
        ],
      },
    ],
    ['{ me { reviews { ware { isStocked } } } }', { me: { reviews: [{ ware: { isStocked: true } }, { ware: { isStocked: false } }] } }],
    ['{ me { reviews { ware { freight } } } }', { me: { reviews: [{ ware: { freight: 110 } }, { ware: { freight: 440 } }] } }],
    [
      '{ me { reviews { ware { freight label } } } }',
      { me: { reviews: [{ ware: { freight: 110, label: 'w1 for 11' } }, { ware: { freight: 440, label: 'w2 for 22' } }] } },
    ],
    [
      '{ me { reviews { ware { reviews { id } } } } }',
      { me: { reviews: [{ ware: { reviews: [{ id: 'r1' }] } }, { ware: { reviews: [{ id: 'r2' }] } }] } },
    ],
    [
      '{ wares { reviews { id by { nick } ware { name freight } } } }',
      {
        wares: [
          { reviews: [{ id: 'r1', by: { nick: 'ada' }, ware: { name: 'Saw', freight: 110 } }] },
          { reviews: [{ id: 'r2', by: { nick: 'ada' }, ware: { name: 'Axe', freight: 440 } }] },
        ],
      },
    ],
  ])('are answered wherever they stand: %s', (query, data) => shop.answers(query, data));

  it('take what is provided from where it is', async () => {
    await shop.answers('{ me { reviews { id by { id nick } ware { isStocked } } } }', {
      me: {
        reviews: [
          { id: 'r1', by: { id: 'p1', nick: 'ada' }, ware: { isStocked: true } },
          { id: 'r2', by: { id: 'p1', nick: 'ada' }, ware: { isStocked: false } },
        ],
      },
    });

    expect(shop.calls.map(({ subgraph }) => subgraph)).toEqual(['people', 'reviews', 'freight']);
  });
});

describe('fields that require fields that require others', () => {
  const key = 'id: ID!';
  const modules = aStrictFederation({
    prices: {
      sdl: `type Module @key(fields: "id") { ${key} price: Float! @inaccessible }`,
      resolvers: { Module: { __resolveReference: ({ id }: { id: string }) => ({ id, price: 500 }) } },
    },
    registry: {
      sdl: `type Query { module: Module } type Module @key(fields: "id") { ${key} isReduced: Boolean! }`,
      resolvers: {
        Query: { module: () => ({ id: 'm1', isReduced: true }) },
        Module: { __resolveReference: ({ id }: { id: string }) => ({ id, isReduced: true }) },
      },
    },
    costs: {
      sdl: `
        type Module @key(fields: "id") {
          ${key} price: Float! @external isReduced: Boolean! @external
          isDear: Boolean! @requires(fields: "price") isDearReduced: Boolean! @requires(fields: "isReduced")
        }`,
      resolvers: {
        Module: {
          __resolveReference: (module: object) => module,
          isDear: (module: object) => Number(handed('price')(module)) > 100,
          isDearReduced: (module: object) => !handed('isReduced')(module),
        },
      },
    },
    budgets: {
      sdl: `
        type Module @key(fields: "id") {
          ${key} isDear: Boolean! @external isDearReduced: Boolean! @external
          isAffordable: Boolean! @requires(fields: "isDear") isAffordableReduced: Boolean! @requires(fields: "isDearReduced")
        }`,
      resolvers: {
        Module: {
          __resolveReference: (module: object) => module,
          isAffordable: (module: object) => !handed('isDear')(module),
          isAffordableReduced: (module: object) => !handed('isDearReduced')(module),
        },
      },
    },
  });

  it.each([
    ['{ module { isAffordable } }', { isAffordable: false }],
    ['{ module { isDear } }', { isDear: true }],
    ['{ module { isDear isAffordable } }', { isDear: true, isAffordable: false }],
    ['{ module { isAffordableReduced } }', { isAffordableReduced: true }],
    ['{ module { isAffordable isAffordableReduced } }', { isAffordable: false, isAffordableReduced: true }],
  ])('are answered in the order that this takes: %s', (query, module) => modules.answers(query, { module }));
});

describe('fields of two subgraphs that require each other', () => {
  const NOTES = [
    { id: 'n1', by: { id: 'p1' } },
    { id: 'n2', by: { id: 'p2' } },
  ];
  const notes = aStrictFederation({
    feeds: {
      sdl: `
        type Query { feed: [Note] }
        type Note @key(fields: "id") { id: ID! isEarly: Boolean! @external isLate: Boolean! @requires(fields: "isEarly") }
        type Person @key(fields: "id") { id: ID! name: String! years: Int! }`,
      resolvers: {
        Query: { feed: () => NOTES.map(({ id }) => ({ id })) },
        Note: { __resolveReference: (note: object) => note, isLate: (note: object) => !handed('isEarly')(note) },
        Person: { __resolveReference: ({ id }: { id: string }) => ({ id, years: id === 'p1' ? 0 : 10 }) },
      },
    },
    people: {
      sdl: `
        type Note @key(fields: "id") { id: ID! by: Person! isEarly: Boolean! @requires(fields: "by { years }") }
        type Person @key(fields: "id") { id: ID! years: Int! @external }`,
      resolvers: {
        Note: {
          __resolveReference: (note: { id: string }) => ({ ...NOTES.find(({ id }) => id === note.id), ...note }),
          isEarly: ({ by }: { by: object }) => Number(handed('years')(by)) < 1,
        },
      },
    },
  });

  it('are answered one after the other', async () => {
    await notes.answers('{ feed { isEarly } }', { feed: [{ isEarly: true }, { isEarly: false }] });
    await notes.answers('{ feed { isLate } }', { feed: [{ isLate: false }, { isLate: true }] });
  });
});
