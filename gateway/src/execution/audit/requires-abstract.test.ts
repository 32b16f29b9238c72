import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

describe('a field that requires a part of what is behind an interface', () => {
  const PLACES = [
    { __typename: 'Home', id: 'h1', city: 'Berlin' },
    { __typename: 'Office', id: 'o1', city: 'Rome' },
  ];
  const PEOPLE = [
    { id: 'p1', name: 'Ada', place: PLACES[0] },
    { id: 'p2', name: 'Grace', place: PLACES[1] },
  ];
  const place = (name: string) => `type ${name} implements Place @key(fields: "id") { id: ID! city: String @shareable }`;
  const references = { Home: { __resolveReference: byKey(PLACES, 'id') }, Office: { __resolveReference: byKey(PLACES, 'id') } };
  const cityOf = ({ place }: { place: { id?: string } }) => PLACES.find(({ id }) => id === place.id)?.city;

  const people = aStrictFederation({
    trips: {
      sdl: `
        type Query { traveller: Person }
        interface Place { id: ID! } ${place('Home')} ${place('Office')}
        type Person @key(fields: "id") {
          id: ID! name: String! @shareable place: Place @external
          city: String @requires(fields: "place { id }") office: String @requires(fields: "place { ... on Office { id } }")
        }`,
      resolvers: {
        Query: { traveller: () => ({ id: 'p1', name: 'Ada' }) },
        Person: { __resolveReference: (person: object) => person, place: handed('place'), city: cityOf, office: cityOf },
        ...references,
      },
    },
    staff: {
      sdl: `
        type Query { worker: Person }
        interface Place { id: ID! } ${place('Home')} ${place('Office')} ${place('Hotel')}
        type Person @key(fields: "id") { id: ID! name: String! @shareable place: Place @shareable }`,
      resolvers: {
        Query: { worker: () => PEOPLE[1] },
        Person: { __resolveReference: byKey(PEOPLE, 'id') },
        ...references,
      },
    },
  });

  it('is answered, by whichever subgraph the entity comes', async () => {
    await people.answers('{ traveller { city } }', { traveller: { city: 'Berlin' } });
    await people.answers('{ worker { city } }', { worker: { city: 'Rome' } });
  });

  it('is told nothing where the object is of another type than it requires', async () => {
    await people.answers('{ traveller { office } }', { traveller: { office: null } });
    await people.answers('{ worker { office } }', { worker: { office: 'Rome' } });
  });

  it('leaves what is behind the interface to be asked for itself', async () => {
    await people.answers('{ traveller { place { __typename id } } }', { traveller: { place: { __typename: 'Home', id: 'h1' } } });
    await people.answers('{ worker { place { __typename id } } }', { worker: { place: { __typename: 'Office', id: 'o1' } } });
  });
});

describe('a field that requires through fragments in fragments, of a type that clients do not see as well', () => {
  const shapes = `
    interface Shape { area: String! }
    interface Solid implements Shape { area: String! volume: String! }`;
  const HIDDEN = { __typename: 'Cube', area: 'area of a cube', volume: 'v', edge: 'e' };
  const SEEN = { __typename: 'Ball', area: 'area of a ball', volume: 'v', radius: 'r' };
  const shapeOf = ({ id }: { id: string }) => (id === '1' ? HIDDEN : SEEN);

  const parts = aStrictFederation({
    shapes: {
      sdl: `
        type Query @shareable { second: Piece }
        type Piece @key(fields: "id") { id: ID! shape: Shape } ${shapes}
        type Cube implements Shape & Solid @shareable { area: String! volume: String! edge: String! }
        type Ball implements Shape & Solid @shareable { area: String! volume: String! radius: String! }`,
      resolvers: {
        Query: { second: () => ({ id: '2' }) },
        Piece: { __resolveReference: ({ id }: { id: string }) => ({ id }), shape: shapeOf },
      },
    },
    drawings: {
      sdl: `
        type Query @shareable { one: Piece two: Piece }
        type Piece @key(fields: "id") {
          id: ID! shape: Shape @external
          drawing: String! @requires(fields: "shape { area ... on Solid { volume ... on Cube { edge } ... on Ball { radius } } }")
          outline: String! @requires(fields: "shape { ... on Shape { area } }")
        } ${shapes}
        type Cube implements Shape & Solid @shareable @inaccessible { area: String! volume: String! edge: String! }
        type Ball implements Shape & Solid @shareable { area: String! volume: String! radius: String! }`,
      resolvers: {
        Query: { one: () => ({ id: '1' }), two: () => ({ id: '2' }) },
        Piece: {
          __resolveReference: (piece: object) => piece,
          shape: handed('shape'),
          drawing: ({ shape }: { shape: typeof HIDDEN & typeof SEEN }) => `${shape.area}, ${shape.volume}, ${shape.edge ?? shape.radius}`,
          outline: ({ shape }: { shape: { area: string } }) => shape.area,
        },
      },
    },
  });

  it.each([
    ['{ second { drawing } }', { second: { drawing: 'area of a ball, v, r' } }],
    ['{ second { shape { __typename } drawing } }', { second: { shape: { __typename: 'Ball' }, drawing: 'area of a ball, v, r' } }],
    ['{ two { shape { __typename } drawing } }', { two: { shape: { __typename: 'Ball' }, drawing: 'area of a ball, v, r' } }],
    ['{ two { shape { __typename } outline } }', { two: { shape: { __typename: 'Ball' }, outline: 'area of a ball' } }],
  ])('is handed all of it: %s', (query, data) => parts.answers(query, data));

  it('is handed what clients must not see, who are told of nothing but that it cannot be shown', async () => {
    await parts.answers('{ one { drawing } }', { one: { drawing: 'area of a cube, v, e' } });
    await parts.answers(
      '{ one { shape { __typename } drawing } }',
      { one: { shape: null, drawing: 'area of a cube, v, e' } },
      { errors: ['SUBGRAPH_ANSWER_INVALID one.shape'] },
    );
    await parts.answers(
      '{ one { id shape { __typename } } two { id shape { __typename } } }',
      { one: { id: '1', shape: null }, two: { id: '2', shape: { __typename: 'Ball' } } },
      { errors: ['SUBGRAPH_ANSWER_INVALID one.shape'] },
    );
  });
});

describe('fields with a @requires under @skip and @include', () => {
  const modules = aStrictFederation({
    prices: {
      sdl: 'type Query { module: Module } type Module @key(fields: "id") { id: ID! price: Float! }',
      resolvers: {
        Query: { module: () => ({ id: 'm1', price: 699 }) },
        Module: { __resolveReference: ({ id }: { id: string }) => ({ id, price: 699 }) },
      },
    },
    costs: {
      sdl: 'type Module @key(fields: "id") { id: ID! price: Float! @external isDear: Boolean! @requires(fields: "price") }',
      resolvers: {
        Module: {
          __resolveReference: (module: object) => module,
          isDear: (module: object) => Number(handed('price')(module)) > 500,
        },
      },
    },
    budgets: {
      sdl: 'type Module @key(fields: "id") { id: ID! isDear: Boolean! @external note: Boolean! @requires(fields: "isDear") }',
      resolvers: { Module: { __resolveReference: (module: object) => module, note: handed('isDear') } },
    },
  });

  it.each([
    ['query ($with: Boolean = false) { module { price note @include(if: $with) } }', { price: 699 }, 1],
    ['query ($without: Boolean = true) { module { price note @skip(if: $without) } }', { price: 699 }, 1],
    ['query ($with: Boolean = true) { module { price note @include(if: $with) } }', { price: 699, note: true }, 3],
    ['query ($without: Boolean = false) { module { price note @skip(if: $without) } }', { price: 699, note: true }, 3],
  ])('are asked for where the condition holds, and nothing for them where not: %s', async (query, module, calls) => {
    await modules.answers(query, { module });

    expect(modules.calls).toHaveLength(calls);
  });
});
