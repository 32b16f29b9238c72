import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, handed, type Part } from '../../testing/a-strict-federation.js';

const PEOPLE = [
  { id: 'p1', name: 'Ada', nick: 'ada' },
  { id: 'p2', name: 'Grace', nick: 'amazing' },
];
const person = (id: string) => PEOPLE.find((known) => known.id === id);

const badges = { ...PEOPLE[0], badge: 'b1' };
const badgeResolvers = {
  Query: { guest: () => ({ id: badges.id, badge: badges.badge }), providedGuest: () => badges },
  Person: { __resolveReference: ({ id }: { id: string }) => ({ id, badge: badges.badge }), name: handed('name') },
};
const doors = 'type Query { guest: Person providedGuest: Person @provides(fields: "name") }';
const stub = '{ id: ID! @external name: String! @external badge: ID }';

const staffResolvers = {
  Query: { person: (_: unknown, { id }: { id: string }) => person(id) },
  Person: { __resolveReference: ({ id }: { id: string }) => person(id) },
};
const staff = (mark: string) =>
  `type Query { person(id: ID): Person } type Person @key(fields: "id") { id: ID! name: String! ${mark} nick: String }`;

const EXTENSIONS: [string, Record<string, Part>][] = [
  [
    '@extends in the first federation',
    {
      badges: { federation: 1, sdl: `${doors} type Person @key(fields: "id") @extends ${stub}`, resolvers: badgeResolvers },
      staff: { federation: 1, sdl: staff(''), resolvers: staffResolvers },
    },
  ],
  [
    'extend type in the first federation',
    {
      badges: { federation: 1, sdl: `${doors} extend type Person @key(fields: "id") ${stub}`, resolvers: badgeResolvers },
      staff: { federation: 1, sdl: staff(''), resolvers: staffResolvers },
    },
  ],
  [
    '@extends in the second federation',
    {
      badges: { sdl: `${doors} type Person @key(fields: "id") @extends ${stub}`, resolvers: badgeResolvers },
      staff: { sdl: staff('@shareable'), resolvers: staffResolvers },
    },
  ],
  [
    'extend type in the second federation',
    {
      badges: { sdl: `${doors} extend type Person @key(fields: "id") ${stub}`, resolvers: badgeResolvers },
      staff: { sdl: staff('@shareable'), resolvers: staffResolvers },
    },
  ],
];

describe.each(EXTENSIONS)('a type that a subgraph adds to by %s', (_, parts) => {
  const people = aStrictFederation(parts);

  it('has its external fields from their owner, beside what the owner is asked for itself', () =>
    people.answers('{ guest { id name } person(id: "p2") { id name nick } }', {
      guest: { id: 'p1', name: 'Ada' },
      person: { id: 'p2', name: 'Grace', nick: 'amazing' },
    }));

  it('has its key and its own fields at hand', async () => {
    await people.answers('{ guest { id badge } }', { guest: { id: 'p1', badge: 'b1' } });

    expect(people.calls.map(({ subgraph }) => subgraph)).toEqual(['badges']);
  });

  it('has both', () => people.answers('{ guest { id badge name } }', { guest: { id: 'p1', badge: 'b1', name: 'Ada' } }));

  it('has an external field at hand where that is provided', async () => {
    await people.answers('{ providedGuest { id badge name } }', { providedGuest: { id: 'p1', badge: 'b1', name: 'Ada' } });

    expect(people.calls.map(({ subgraph }) => subgraph)).toEqual(['badges']);
  });
});

describe('a type that a subgraph of the first federation extends with keys of external fields', () => {
  const WARE = { id: 'w1', name: 'Saw', slot: 's1', code: 'c1', price: 12.5 };
  const wares = aStrictFederation({
    shelves: {
      federation: 1,
      sdl: 'type Query { shelved: Ware } type Ware @key(fields: "id") { id: ID! name: String slot: ID }',
      resolvers: {
        Query: { shelved: () => ({ id: WARE.id, name: WARE.name, slot: WARE.slot }) },
        Ware: { __resolveReference: ({ id }: { id: string }) => (id === WARE.id ? { id, name: WARE.name, slot: WARE.slot } : null) },
      },
    },
    prices: {
      federation: 1,
      sdl: `
        type Query { priced: Ware }
        extend type Ware @key(fields: "id name") @key(fields: "code") {
          id: ID @external name: String @external code: String @external price: Float!
        }`,
      resolvers: {
        Query: { priced: () => WARE },
        Ware: {
          __resolveReference: (key: Partial<typeof WARE>) =>
            (key.id === WARE.id && key.name === WARE.name) || key.code === WARE.code ? WARE : null,
        },
      },
    },
  });

  it('is entered by the key that can be filled, and gives the other one away', () =>
    wares.answers('{ shelved { id slot price code name } }', { shelved: { id: 'w1', slot: 's1', price: 12.5, code: 'c1', name: 'Saw' } }));
});

describe('a key that is marked external in an extension', () => {
  const WARES = [
    { id: '1', name: 'Saw', price: 100 },
    { id: '2', name: 'Axe', price: 200 },
  ];
  const ware = (id: string) => WARES.find((known) => known.id === id);
  const wares = aStrictFederation({
    prices: {
      sdl: 'type Query { cheapest: Ware } extend type Ware @key(fields: "id") { id: ID! @external price: Float }',
      resolvers: {
        Query: { cheapest: () => ({ id: '1', price: 100 }) },
        Ware: { __resolveReference: ({ id }: { id: string }) => ({ id, price: ware(id)?.price }) },
      },
    },
    names: {
      sdl: 'type Query { wares: [Ware!]! } type Ware @key(fields: "id") { id: ID! name: String! }',
      resolvers: {
        Query: { wares: () => WARES.map(({ id, name }) => ({ id, name })) },
        Ware: { __resolveReference: ({ id }: { id: string }) => ({ id, name: ware(id)?.name }) },
      },
    },
  });

  it('leads from the extension to the owner', () =>
    wares.answers('{ cheapest { id price name } }', { cheapest: { id: '1', price: 100, name: 'Saw' } }));

  it('leads from the owner to the extension', () =>
    wares.answers('{ wares { name price id } }', {
      wares: [
        { name: 'Saw', price: 100, id: '1' },
        { name: 'Axe', price: 200, id: '2' },
      ],
    }));
});
