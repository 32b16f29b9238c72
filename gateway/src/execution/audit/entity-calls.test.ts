import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey } from '../../testing/a-strict-federation.js';

describe('an entity that another subgraph knows by a field that is no key at home', () => {
  const people = aStrictFederation({
    accounts: {
      sdl: 'type Query { me: Person } type Person @key(fields: "id") { id: ID! email: String! }',
      resolvers: { Query: { me: () => ({ id: '1', email: 'ada@shop' }) } },
    },
    nicks: {
      sdl: 'type Person @key(fields: "email") { email: String! @external nick: String! }',
      resolvers: { Person: { __resolveReference: ({ email }: { email: string }) => ({ email, nick: email.split('@')[0] }) } },
    },
  });

  it('is entered by that field', async () => {
    await people.answers('{ me { id nick } }', { me: { id: '1', nick: 'ada' } });

    expect(people.calls[1]?.variables).toEqual({ representations: [{ __typename: 'Person', email: 'ada@shop' }] });
  });
});

describe('keys that are lists of entities, and grow from subgraph to subgraph', () => {
  const CARS = [
    { id: '1', sku: 's1', group: { id: 'g1', tag: 'fast' } },
    { id: '2', sku: 's2', group: { id: 'g2', tag: 'slow' } },
  ];
  const car = (id: string) => CARS.find((known) => known.id === id)!;
  interface Fleet {
    cars: { id: string; sku?: string; group?: { id: string; tag: string } }[];
    chosen?: { id: string };
  }

  const fleets = aStrictFederation({
    fleets: {
      sdl: `
        type Query { fleet: Fleet! }
        type Fleet @key(fields: "cars { id }") { cars: [Car!]! }
        type Car @extends @key(fields: "id") { id: String! @external group: Group @shareable }
        type Group @key(fields: "id") { id: String! tag: String @shareable flagship: Car! @shareable }`,
      resolvers: {
        Query: { fleet: () => ({ cars: CARS.map(({ id }) => ({ id })) }) },
        Car: { __resolveReference: ({ id }: { id: string }) => ({ id }), group: ({ id }: { id: string }) => car(id).group },
        Group: {
          __resolveReference: ({ id }: { id: string }) => CARS.find(({ group }) => group.id === id)!.group,
          flagship: ({ id }: { id: string }) => ({ id: CARS.find(({ group }) => group.id === id)!.id }),
        },
      },
    },
    stock: {
      sdl: 'type Car @key(fields: "id") @key(fields: "id sku") { id: String! sku: String! }',
      resolvers: { Car: { __resolveReference: ({ id }: { id: string }) => ({ id, sku: car(id).sku }) } },
    },
    choice: {
      sdl: `
        type Fleet @key(fields: "cars { id sku }") { cars: [Car!]! first: Car @shareable chosen: Car @shareable }
        type Car @key(fields: "id sku") { id: String! sku: String }`,
      resolvers: {
        Car: { __resolveReference: ({ id, sku }: { id: string; sku: string }) => (car(id).sku === sku ? { id, sku } : null) },
        Fleet: {
          __resolveReference: (fleet: Fleet) => (fleet.cars.every(({ id, sku }) => car(id).sku === sku) ? fleet : null),
          first: ({ cars }: Fleet) => cars[0],
          chosen: ({ cars }: Fleet) => cars[1],
        },
      },
    },
    prices: {
      sdl: `
        type Fleet @key(fields: "cars { id sku group { id tag } } chosen { id }") { cars: [Car!]! first: Car @shareable chosen: Car @shareable }
        type Car @key(fields: "id sku group { id tag }") { id: String! sku: String group: Group price: Price }
        type Group @key(fields: "id tag") { id: String! tag: String }
        type Price { amount: Float! }`,
      resolvers: {
        Fleet: { __resolveReference: (fleet: Fleet) => ({ ...fleet, first: fleet.cars[0] }) },
        Car: {
          __resolveReference: ({ id, sku, group }: Fleet['cars'][number]) =>
            car(id).sku === sku && group?.tag === car(id).group.tag ? { id, sku, group, price: { amount: Number(id) * 100 } } : null,
        },
      },
    },
  });

  it('are gathered on the way', () =>
    fleets.answers('{ fleet { cars { id sku price { amount } group { flagship { id } id tag } } chosen { id } first { id } } }', {
      fleet: {
        cars: [
          { id: '1', sku: 's1', price: { amount: 100 }, group: { flagship: { id: '1' }, id: 'g1', tag: 'fast' } },
          { id: '2', sku: 's2', price: { amount: 200 }, group: { flagship: { id: '2' }, id: 'g2', tag: 'slow' } },
        ],
        chosen: { id: '2' },
        first: { id: '1' },
      },
    }));
});

describe('a value that cannot be entered', () => {
  it('is reached through the entity above it, by its key of several parts', async () => {
    const MODULES = [
      { id: 'm1', slug: 'billing', area: { id: 'a1' } },
      { id: 'm2', slug: 'stock', area: { id: 'a2' } },
      { id: 'm3', slug: 'ledger', area: { id: 'a1' } },
    ];
    const find = byKey(MODULES, 'id', 'slug');
    const shared = 'type Module @key(fields: "id slug") { id: ID! slug: ID! area: Area @shareable }';
    const modules = aStrictFederation({
      registry: {
        sdl: `
          type Query { modules: [Module!]! }
          type Module @key(fields: "id") @key(fields: "id slug") { id: ID! slug: ID! area: Area @shareable }
          type Area @key(fields: "id") { id: ID! name: String! @shareable }`,
        resolvers: { Query: { modules: () => MODULES }, Area: { name: ({ id }: { id: string }) => `area ${id}` } },
      },
      names: {
        sdl: `${shared} type Area @key(fields: "id") { id: ID! name: String! @shareable }`,
        resolvers: { Module: { __resolveReference: find }, Area: { name: ({ id }: { id: string }) => `area ${id}` } },
      },
      figures: {
        sdl: `${shared} type Area { figures: Figures } type Figures { modules: Int }`,
        resolvers: {
          Module: { __resolveReference: find },
          Area: { figures: ({ id }: { id: string }) => ({ modules: MODULES.filter(({ area }) => area.id === id).length }) },
        },
      },
    });

    await modules.answers('{ modules { id area { id figures { modules } } } }', {
      modules: [
        { id: 'm1', area: { id: 'a1', figures: { modules: 2 } } },
        { id: 'm2', area: { id: 'a2', figures: { modules: 1 } } },
        { id: 'm3', area: { id: 'a1', figures: { modules: 2 } } },
      ],
    });
  });

  it('is put together from subgraphs of which one knows its details, one its key, and one who it belongs to', async () => {
    const modules = aStrictFederation({
      details: {
        sdl: 'type Module @key(fields: "id") { id: ID @external area: Area @shareable } type Area { details: String }',
        resolvers: { Module: { __resolveReference: same, area: ({ id }: { id: string }) => ({ details: `details of ${id}` }) } },
      },
      areas: {
        sdl: 'type Module @key(fields: "id") { id: ID @external area: Area @shareable } type Area { id: ID @shareable }',
        resolvers: { Module: { __resolveReference: same, area: () => ({ id: '3' }) } },
      },
      names: {
        sdl: 'type Area @key(fields: "id") { id: ID name: String }',
        resolvers: { Area: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `area ${id}` }) } },
      },
      registry: {
        sdl: 'type Query { module(id: ID!): Module } type Module @key(fields: "id") { id: ID name: String }',
        resolvers: { Query: { module: (_: unknown, { id }: { id: string }) => ({ id, name: `module ${id}` }) } },
      },
    });

    await modules.answers('{ module(id: "1") { id name area { id name details } } }', {
      module: { id: '1', name: 'module 1', area: { id: '3', name: 'area 3', details: 'details of 1' } },
    });
  });
});

const same = (value: unknown) => value;

describe('an entity that the subgraph on the way does not know', () => {
  it('is null where it was to bring a key, and nothing goes wrong', async () => {
    const shops = aStrictFederation({
      shelves: {
        sdl: 'type Query { shelves: [Shelf] } type Shelf { ware: Ware } type Ware @key(fields: "code") { code: ID! }',
        resolvers: { Query: { shelves: () => ['w1', 'w2', 'w3'].map((code) => ({ ware: { code } })) } },
      },
      codes: {
        sdl: 'type Ware @key(fields: "id") @key(fields: "code") { id: ID! code: ID! }',
        resolvers: { Ware: { __resolveReference: byKey([...codes('w1', 'w2')], 'id', 'code') } },
      },
      makers: {
        sdl: 'type Ware @key(fields: "id") { id: ID! maker: Maker } type Maker { id: ID! name: String }',
        resolvers: { Ware: { __resolveReference: ({ id }: { id: string }) => ({ id, maker: { id, name: `maker of ${id}` } }) } },
      },
    });

    await shops.answers('{ shelves { ware { code maker { name } } } }', {
      shelves: [
        { ware: { code: 'w1', maker: { name: 'maker of id-w1' } } },
        { ware: { code: 'w2', maker: { name: 'maker of id-w2' } } },
        { ware: { code: 'w3', maker: null } },
      ],
    });
  });
});

const codes = (...all: string[]) => all.map((code) => ({ code, id: `id-${code}` }));
