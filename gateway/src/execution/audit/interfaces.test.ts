import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey } from '../../testing/a-strict-federation.js';

describe('an interface that subgraphs know whose objects they know nothing of', () => {
  const WARES = [{ __typename: 'Tool', id: 't1', name: 'Saw', price: 10 }];
  const node = 'interface Node { id: ID! }';
  const stub = (name: string) => `type ${name} implements Node @key(fields: "id") { id: ID! }`;
  const wares = aStrictFederation({
    stubs: { sdl: `${node} ${stub('Tool')} ${stub('Group')}` },
    nodes: {
      sdl: `type Query { tool: Node group: Node } ${node} ${stub('Tool')} ${stub('Group')}`,
      resolvers: { Query: { tool: () => ({ __typename: 'Tool', id: 't1' }) } },
    },
    details: {
      sdl: `
        ${node} type Tool implements Node @key(fields: "id") @shareable { id: ID! name: String! price: Float! }
        type Group implements Node @key(fields: "id") { id: ID! name: String! }`,
      resolvers: { Tool: { __resolveReference: byKey(WARES, 'id') } },
    },
  });

  it('leads to who knows them', async () => {
    await wares.answers('{ tool { ... on Tool { id name __typename price } } }', {
      tool: { id: 't1', name: 'Saw', __typename: 'Tool', price: 10 },
    });

    expect(wares.calls.map(({ subgraph }) => subgraph)).toEqual(['nodes', 'details']);
  });
});

describe('a root field of two subgraphs, of which each knows other objects by their key', () => {
  const person = (id: string) => ({ __typename: 'Person', id });
  const room = (id: string) => ({ __typename: 'Room', id });
  const isPerson = (id: string) => id.startsWith('p');
  type Key = { id: string };
  const office = aStrictFederation({
    people: {
      sdl: `
        type Query { node(id: ID!): Node @shareable person(id: String!): Person } interface Node { id: ID! }
        type Person implements Node @key(fields: "id") { id: ID! name: String! }
        type Room implements Node @key(fields: "id") { id: ID! @external owner: Person! }`,
      resolvers: {
        Query: {
          node: (_: unknown, { id }: Key) => (isPerson(id) ? { ...person(id), name: 'Ada' } : room('unknown here')),
          person: (_: unknown, { id }: Key) => ({ id, name: 'Ada' }),
        },
        Person: { __resolveReference: ({ id }: Key) => ({ id, name: 'Ada' }) },
        Room: { __resolveReference: ({ id }: Key) => ({ id }), owner: () => ({ id: 'p1', name: 'Ada' }) },
      },
    },
    rooms: {
      sdl: `
        type Query { node(id: ID!): Node @shareable room(id: String!): Room } interface Node { id: ID! }
        type Person implements Node @key(fields: "id") { id: ID! @external rooms: [Room!]! }
        type Room implements Node @key(fields: "id") { id: ID! text: String! }`,
      resolvers: {
        Query: {
          node: (_: unknown, { id }: Key) => (isPerson(id) ? person('unknown here') : { ...room(id), text: 'Room' }),
          room: (_: unknown, { id }: Key) => ({ id, text: 'Room' }),
        },
        Person: { __resolveReference: ({ id }: Key) => ({ id }), rooms: () => [{ id: 'r1', text: 'Room' }] },
        Room: { __resolveReference: ({ id }: Key) => ({ id, text: 'Room' }) },
      },
    },
  });

  it.each([
    ['{ a: node(id: "p1") { __typename } b: node(id: "r1") { __typename } }', { a: { __typename: 'Person' }, b: { __typename: 'Room' } }],
    [
      '{ a: node(id: "p1") { ... on Person { id name } } b: node(id: "r1") { ... on Room { id text } } }',
      { a: { id: 'p1', name: 'Ada' }, b: { id: 'r1', text: 'Room' } },
    ],
    ['{ a: node(id: "p1") { ... on Room { id } } b: node(id: "r1") { ... on Person { id } } }', { a: {}, b: {} }],
    [
      '{ a: node(id: "p1") { __typename ... on Room { id } } b: node(id: "r1") { __typename ... on Person { id } } }',
      { a: { __typename: 'Person' }, b: { __typename: 'Room' } },
    ],
    ['{ room(id: "r1") { id } person(id: "p1") { id } }', { room: { id: 'r1' }, person: { id: 'p1' } }],
    ['{ room(id: "r1") { id text owner { id } } }', { room: { id: 'r1', text: 'Room', owner: { id: 'p1' } } }],
    ['{ person(id: "p1") { id name rooms { id } } }', { person: { id: 'p1', name: 'Ada', rooms: [{ id: 'r1' }] } }],
  ])('is asked of the one that knows: %s', (query, data) => office.answers(query, data));

  it.each([
    '{ node(id: "p1") { id } }',
    '{ a: node(id: "p1") { id ... on Room { id } } b: node(id: "r1") { __typename ... on Person { id } } }',
  ])('is refused rather than answered wrong where no one of them knows for all objects: %s', async (query) => {
    await expect(office.ask(query)).rejects.toThrow('The planner failed');
    expect(office.calls).toEqual([]);
  });
});

describe('__typename', () => {
  const shop = aStrictFederation({
    wares: {
      sdl: `
        type Query { ware: Ware node: Node } union Ware = Oven | Grill
        interface Node { id: ID! } type Oven implements Node { id: ID! } type Grill implements Node { id: ID! }
        interface Person @key(fields: "id") { id: ID! } type Admin implements Person @key(fields: "id") { id: ID! isMain: Boolean! }`,
      resolvers: {
        Query: { ware: () => ({ __typename: 'Oven', id: '1' }), node: () => ({ __typename: 'Grill', id: '2' }) },
        Person: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Admin', id, isMain: true }) },
        Admin: { __resolveReference: ({ id }: { id: string }) => ({ id, isMain: true }) },
      },
    },
    people: {
      sdl: 'type Query { people: [Person] } type Person @key(fields: "id") @interfaceObject { id: ID! name: String! }',
      resolvers: { Query: { people: () => [{ id: 'p1' }, { id: 'p2' }] } },
    },
  });

  it.each([
    ['{ ware { __typename type: __typename } }', { ware: { __typename: 'Oven', type: 'Oven' } }],
    ['{ node { id __typename type: __typename t: __typename } }', { node: { id: '2', __typename: 'Grill', type: 'Grill', t: 'Grill' } }],
    [
      '{ ware { __typename ... on Oven { type: __typename } ... on Grill { type: __typename } } }',
      { ware: { __typename: 'Oven', type: 'Oven' } },
    ],
    [
      '{ node { __typename ... on Oven { type: __typename } ... on Grill { type: __typename } } }',
      { node: { __typename: 'Grill', type: 'Grill' } },
    ],
    ['{ people { id } }', { people: [{ id: 'p1' }, { id: 'p2' }] }],
    ['{ people { __typename } }', { people: [{ __typename: 'Admin' }, { __typename: 'Admin' }] }],
    ['{ __typename type: __typename }', { __typename: 'Query', type: 'Query' }],
  ])('says what an object is, under any name: %s', (query, data) => shop.answers(query, data));
});
