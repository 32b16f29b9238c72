import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

describe('a list that one subgraph only provides, with what is below it', () => {
  const AREAS = [
    { id: 'a1', name: 'Sales', parts: [{ id: 'a2', name: 'Leads' }] },
    { id: 'a2', name: 'Leads', parts: [] },
  ];
  const modules = aStrictFederation({
    registry: { sdl: 'type Module @key(fields: "id") { id: ID! }' },
    catalogue: {
      sdl: `
        type Query { modules: [Module] @shareable @provides(fields: "areas { id name parts { id name } }") }
        type Module @key(fields: "id") { id: ID! areas: [Area] @external }
        type Area @key(fields: "id") { id: ID! name: String parts: [Area] @external }`,
      resolvers: {
        Query: { modules: () => [{ id: 'm1', areas: AREAS }] },
        Module: { areas: handed('areas') },
        Area: { name: handed('name'), parts: handed('parts') },
      },
    },
    tree: {
      sdl: `
        type Module @key(fields: "id") { id: ID! areas: [Area] @shareable }
        type Area @key(fields: "id") { id: ID! parts: [Area] @shareable }`,
      resolvers: {
        Module: { __resolveReference: ({ id }: { id: string }) => ({ id, areas: AREAS.map((area) => ({ id: area.id })) }) },
        Area: { __resolveReference: ({ id }: { id: string }) => ({ id, parts: [] }) },
      },
    },
  });

  it('is taken from there, to the depth that is provided', async () => {
    await modules.answers('{ modules { id areas { id name } } }', {
      modules: [
        {
          id: 'm1',
          areas: [
            { id: 'a1', name: 'Sales' },
            { id: 'a2', name: 'Leads' },
          ],
        },
      ],
    });
    await modules.answers('{ modules { id areas { id name parts { id name } } } }', {
      modules: [
        {
          id: 'm1',
          areas: [
            { id: 'a1', name: 'Sales', parts: [{ id: 'a2', name: 'Leads' }] },
            { id: 'a2', name: 'Leads', parts: [] },
          ],
        },
      ],
    });

    expect(modules.calls.map(({ subgraph }) => subgraph)).toEqual(['catalogue']);
  });
});

describe('what is provided of the objects behind an interface', () => {
  const PETS = [
    { __typename: 'Dog', id: 'd1', name: 'Fido', age: 8 },
    { __typename: 'Cat', id: 'c1', name: 'Tom', age: 6 },
  ];
  const named = PETS.map(({ __typename, id, name }) => ({ __typename, id, name }));
  const known = PETS.map(({ __typename, id }) => ({ __typename, id }));
  const keeper = { __typename: 'Zoo', id: 'z1' };
  const key = '@key(fields: "id")';

  const zoo = aStrictFederation({
    doors: {
      sdl: `
        type Query { keeper: Keeper @shareable zoo: Zoo @provides(fields: "pets { ... on Dog { name } }") }
        interface Keeper { id: ID! } interface Pet { id: ID! }
        type Zoo implements Keeper ${key} { id: ID! pets: [Pet] @shareable }
        type Dog implements Pet ${key} { id: ID! @external name: String @external }
        type Cat implements Pet ${key} { id: ID! @external }`,
      resolvers: {
        Query: { keeper: () => ({ ...keeper, pets: known }), zoo: () => ({ ...keeper, pets: [named[0], known[1]] }) },
        Zoo: { __resolveReference: ({ id }: { id: string }) => ({ id, pets: known }) },
        Dog: { name: handed('name') },
      },
    },
    names: {
      sdl: `
        type Query { keeper: Keeper @shareable @provides(fields: "pets { id name }") }
        interface Keeper { id: ID! pets: [Pet] } interface Pet { id: ID! name: String }
        type Zoo implements Keeper { id: ID! @shareable pets: [Pet] @external }
        type Dog implements Pet { id: ID! @external name: String @external }
        type Cat implements Pet { id: ID! @external name: String @external }`,
      resolvers: { Query: { keeper: () => ({ ...keeper, pets: named }) } },
    },
    pets: {
      sdl: `
        interface Keeper { id: ID! pets: [Pet] } interface Pet { id: ID! name: String }
        type Zoo implements Keeper ${key} { id: ID! pets: [Pet] @shareable }
        type Dog implements Pet ${key} { id: ID! name: String @shareable age: Int }
        type Cat implements Pet ${key} { id: ID! name: String @shareable age: Int }`,
      resolvers: {
        Zoo: { __resolveReference: ({ id }: { id: string }) => ({ id, pets: PETS }) },
        Dog: { __resolveReference: byKey(PETS, 'id') },
        Cat: { __resolveReference: byKey(PETS, 'id') },
      },
    },
  });

  it('is there for all of them', async () => {
    await zoo.answers('{ keeper { id pets { id name } } }', {
      keeper: {
        id: 'z1',
        pets: [
          { id: 'd1', name: 'Fido' },
          { id: 'c1', name: 'Tom' },
        ],
      },
    });

    expect(zoo.calls.map(({ subgraph }) => subgraph)).toEqual(['names']);
  });

  it('is completed for one of them by who knows more', () =>
    zoo.answers('{ keeper { id pets { id name ... on Cat { age } } } }', {
      keeper: {
        id: 'z1',
        pets: [
          { id: 'd1', name: 'Fido' },
          { id: 'c1', name: 'Tom', age: 6 },
        ],
      },
    }));

  it('is there for those of the type that it is provided for, the others are looked up', async () => {
    await zoo.answers('{ zoo { pets { ... on Dog { name } } } }', { zoo: { pets: [{ name: 'Fido' }, {}] } });
    expect(zoo.calls.map(({ subgraph }) => subgraph)).toEqual(['doors']);

    await zoo.answers('{ zoo { pets { name } } }', { zoo: { pets: [{ name: 'Fido' }, { name: 'Tom' }] } });
  });
});

describe('what is provided of one member of a union', () => {
  const ITEMS = [
    { __typename: 'Book', id: 'i1', title: 'Ledger' },
    { __typename: 'Film', id: 'i2', title: 'Audit' },
  ];
  const bare = ITEMS.map(({ __typename, id }) => ({ __typename, id }));
  const item = (name: string, more = '') => `type ${name} @key(fields: "id") { id: ID! ${more} }`;
  const library = aStrictFederation({
    shelves: {
      sdl: `type Query { items: [Item] @shareable } union Item = Book | Film ${item('Book')} ${item('Film')}`,
      resolvers: { Query: { items: () => bare } },
    },
    covers: {
      sdl: `
        type Query { items: [Item] @shareable @provides(fields: "... on Book { title }") }
        union Item = Book | Film ${item('Book', 'title: String @external')} ${item('Film')}`,
      resolvers: { Query: { items: () => [ITEMS[0], bare[1]] }, Book: { title: handed('title') } },
    },
    titles: {
      sdl: `${item('Book', 'title: String @shareable')} ${item('Film', 'title: String @shareable')}`,
      resolvers: { Book: { __resolveReference: byKey(ITEMS, 'id') }, Film: { __resolveReference: byKey(ITEMS, 'id') } },
    },
  });

  it('is there for it', async () => {
    await library.answers('{ items { ... on Book { id title } ... on Film { id } } }', {
      items: [{ id: 'i1', title: 'Ledger' }, { id: 'i2' }],
    });

    expect(library.calls.map(({ subgraph }) => subgraph)).toEqual(['covers']);
  });

  it('is looked up for the other', () =>
    library.answers('{ items { ... on Book { id title } ... on Film { id title } } }', {
      items: [
        { id: 'i1', title: 'Ledger' },
        { id: 'i2', title: 'Audit' },
      ],
    }));
});

describe('an interface whose objects refer to their own like, with something provided on the way', () => {
  const WARES: Record<string, { id: string; twin: string; price: number }> = {
    '1': { id: '1', twin: '3', price: 10.5 },
    '3': { id: '3', twin: '1', price: 10.5 },
  };
  const tool = (id: string): object => ({ __typename: 'Tool', id, twin: () => ({ ...tool(WARES[id]!.twin), price: WARES[id]!.price }) });
  const wares = aStrictFederation({
    twins: {
      sdl: `
        type Query { ware: Ware } interface Ware { twin: Ware }
        type Tool implements Ware @key(fields: "id") { id: ID! twin: Tool @provides(fields: "price") price: Float @external }`,
      resolvers: {
        Query: { ware: () => tool('1') },
        Tool: { __resolveReference: ({ id }: { id: string }) => tool(id), price: handed('price') },
      },
    },
    prices: {
      sdl: 'type Tool @key(fields: "id") { id: ID! price: Float @shareable }',
      resolvers: { Tool: { __resolveReference: ({ id }: { id: string }) => WARES[id] } },
    },
  });

  it('is followed round through fragments on the interface', () =>
    wares.answers('{ ware { twin { ... on Ware { twin { __typename } } } } }', { ware: { twin: { twin: { __typename: 'Tool' } } } }));

  it('is put together where interface and object ask for the same key', () =>
    wares.answers(
      `{ ware {
        __typename
        twin { __typename ... on Tool { id } twin { __typename ... on Tool { id } } }
        ... on Tool { __typename id price twin { id price } }
      } }`,
      {
        ware: {
          __typename: 'Tool',
          twin: { __typename: 'Tool', id: '3', twin: { __typename: 'Tool', id: '1' }, price: 10.5 },
          id: '1',
          price: 10.5,
        },
      },
    ));
});
