import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

const NOTES = [
  { id: 'n1', at: 'Monday' },
  { id: 'n2', at: 'Tuesday' },
];
const notes = NOTES.map(({ id }) => ({ id }));
const moved = () => {
  throw new Error('The field was moved away from here');
};

describe.each([
  ['taken over from another subgraph', 'archive', { at: moved }],
  ['taken over from a subgraph that is not there', 'attic', {}],
])('a field that is %s', (_, from, old) => {
  const feeds = aStrictFederation({
    archive: {
      sdl: 'type Note @key(fields: "id") { id: ID! at: String! @shareable } type Query { feed: [Note] @shareable archived: [Note] }',
      resolvers: {
        Query: { feed: () => (from === 'archive' ? notes : NOTES), archived: () => (from === 'archive' ? notes : NOTES).slice(1) },
        Note: { __resolveReference: byKey(NOTES, 'id'), ...old },
      },
    },
    news: {
      sdl: `
        type Note @key(fields: "id") { id: ID! at: String! @override(from: "${from}") @shareable }
        type Query { feed: [Note] @shareable recent: [Note] }`,
      resolvers: { Query: { feed: () => NOTES, recent: () => NOTES.slice(0, 1) }, Note: { __resolveReference: byKey(NOTES, 'id') } },
    },
  });

  it('is answered wherever its object comes from', async () => {
    await feeds.answers('{ feed { at } }', { feed: [{ at: 'Monday' }, { at: 'Tuesday' }] });
    await feeds.answers('{ archived { at } recent { at } }', { archived: [{ at: 'Tuesday' }], recent: [{ at: 'Monday' }] });
  });

  it('is asked of who has it', async () => {
    await feeds.ask('{ archived { at } }');

    expect(feeds.calls.map(({ subgraph }) => subgraph)).toEqual(from === 'archive' ? ['archive', 'news'] : ['archive']);
  });
});

describe('a field that is taken over and required by others', () => {
  const door = (part: string, id: string) => ({
    Query: { [`from${part}`]: () => ({ id }) },
    Person: { __resolveReference: (person: object) => person },
  });
  const requiring = (part: string, field: string) => `
    type Query { from${part}: Person }
    type Person @key(fields: "id") { id: ID! name: String! @external ${field}: String! @requires(fields: "name") }`;
  const people = aStrictFederation({
    a: {
      sdl: requiring('A', 'greeting'),
      resolvers: { ...door('A', '1'), Person: { ...door('A', '1').Person, name: moved, greeting: greet('Hello') } },
    },
    b: {
      sdl: 'type Query { fromB: Person } type Person @key(fields: "id") { id: ID! name: String! @override(from: "c") }',
      resolvers: {
        Query: { fromB: () => ({ id: '2', name: 'name 2' }) },
        Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name ${id}` }) },
      },
    },
    c: {
      sdl: requiring('C', 'farewell'),
      resolvers: { ...door('C', '3'), Person: { ...door('C', '3').Person, name: moved, farewell: greet('Goodbye') } },
    },
  });

  it('is handed to them by who has it now', async () => {
    const all = 'id name greeting farewell';
    const of = (id: string) => ({ id, name: `name ${id}`, greeting: `Hello name ${id}`, farewell: `Goodbye name ${id}` });

    await people.answers(`{ fromA { ${all} } fromB { ${all} } fromC { ${all} } }`, { fromA: of('1'), fromB: of('2'), fromC: of('3') });
  });

  it.each([
    ['{ fromC { farewell } }', { fromC: { farewell: 'Goodbye name 3' } }],
    ['{ fromA { farewell } }', { fromA: { farewell: 'Goodbye name 1' } }],
    ['{ fromA { greeting } }', { fromA: { greeting: 'Hello name 1' } }],
  ])('is handed to one of them: %s', (query, data) => people.answers(query, data));
});

function greet(word: string) {
  return (person: object) => `${word} ${handed('name')(person)}`;
}

describe('a field of an interface that is taken over in one of its objects', () => {
  const photo = NOTES.map((note) => ({ __typename: 'Photo', ...note }));
  const posts = aStrictFederation({
    wall: {
      sdl: `
        interface Post { id: ID! at: String! }
        type Photo implements Post @key(fields: "id") { id: ID! at: String! }
        type Query { wall: [Post] }`,
      resolvers: {
        Query: { wall: () => notes.map((note) => ({ __typename: 'Photo', ...note })) },
        Photo: { __resolveReference: ({ id }: { id: string }) => ({ id }), at: moved },
      },
    },
    album: {
      sdl: `
        interface Post { id: ID! at: String! } interface Picture { id: ID! at: String! }
        type Text implements Post @key(fields: "id") { id: ID! at: String! body: String! }
        type Photo implements Picture @key(fields: "id") { id: ID! at: String! @override(from: "wall") }
        type Query { album: [Picture] }`,
      resolvers: { Query: { album: () => photo }, Photo: { __resolveReference: byKey(NOTES, 'id') } },
    },
  });
  const both = [{ at: 'Monday' }, { at: 'Tuesday' }];

  it('is asked of who has it, though it was asked of the interface', async () => {
    await posts.answers('{ wall { id at } }', { wall: NOTES });
    await posts.answers('{ album { at } }', { album: both });
    await posts.answers('{ album { at id ... on Photo { at id } } }', { album: NOTES.map(({ id, at }) => ({ at, id })) });
  });

  it('is not asked of an object that its subgraph does not have behind the interface', () =>
    posts.answers('{ wall { ... on Text { id body } } }', { wall: [{}, {}] }));
});
