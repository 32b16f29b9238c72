import { describe, it } from '@jest/globals';
import { aStrictFederation, byKey } from '../../testing/a-strict-federation.js';

describe('a union of which two subgraphs know other members', () => {
  const BOOK = { __typename: 'Book', id: 'i1', title: 'Ledger', pages: 'pages', cover: 'cover' };
  const SONG = { __typename: 'Song', id: 'i2', title: 'Hymn', pages: 'notes' };
  const FILM = { __typename: 'Film', id: 'i3', title: 'Audit', cover: 'poster' };
  const member = (name: string, own: string) => `type ${name} @key(fields: "id") { id: ID! title: String! @shareable ${own}: String! }`;
  const only = ({ cover: _, ...book }: typeof BOOK) => book;
  const covered = ({ pages: _, ...book }: typeof BOOK) => book;

  const library = aStrictFederation({
    pages: {
      sdl: `
        union Item = Book | Song union Shown = Book | Song ${member('Book', 'pages')} ${member('Song', 'pages')}
        type Query { item: Item @shareable printed: Item @shareable book: Book @shareable song: Item @shareable shelf: Shelf @shareable }
        type Shelf { item: Shown @shareable printed: Shown book: Book @shareable song: Shown @shareable }`,
      resolvers: {
        Query: {
          item: () => only(BOOK),
          printed: () => only(BOOK),
          book: () => only(BOOK),
          song: () => SONG,
          shelf: () => ({ item: only(BOOK), printed: only(BOOK), book: only(BOOK), song: SONG }),
        },
        Book: { __resolveReference: byKey([only(BOOK)], 'id') },
        Song: { __resolveReference: byKey([SONG], 'id') },
      },
    },
    covers: {
      sdl: `
        union Item = Book | Film union Shown = Book | Film ${member('Book', 'cover')} ${member('Film', 'cover')}
        type Query { item: Item @shareable filmed: Item @shareable book: Item @shareable shelf: Shelf @shareable }
        type Shelf { item: Shown @shareable filmed: Shown book: Shown @shareable }`,
      resolvers: {
        Query: {
          item: () => covered(BOOK),
          filmed: () => FILM,
          book: () => covered(BOOK),
          shelf: () => ({ item: covered(BOOK), filmed: FILM, book: covered(BOOK) }),
        },
        Book: { __resolveReference: byKey([covered(BOOK)], 'id') },
        Film: { __resolveReference: byKey([FILM], 'id') },
      },
    },
  });
  const titles = '__typename ... on Song { title } ... on Film { title } ... on Book { title }';
  const book = { __typename: 'Book', title: 'Ledger' };
  const song = { __typename: 'Song', title: 'Hymn' };

  it.each([
    ['{ item { ... on Film { title } } }', { item: {} }],
    ['{ item { ... on Book { title } } }', { item: { title: 'Ledger' } }],
    ['{ item { ... on Book { title } ... on Film { title } } }', { item: { title: 'Ledger' } }],
    ['{ shelf { item { ... on Film { title } } } }', { shelf: { item: {} } }],
    ['{ shelf { item { ... on Book { title } } } }', { shelf: { item: { title: 'Ledger' } } }],
    ['{ shelf { item { ... on Book { title } ... on Film { title } } } }', { shelf: { item: { title: 'Ledger' } } }],
    [`{ shelf { item { ${titles} } book { ${titles} } song { ${titles} } } }`, { shelf: { item: book, book, song } }],
  ])('is asked of a subgraph for the members that it knows: %s', (query, data) => library.answers(query, data));

  it.each([
    ['{ printed { ... on Film { title cover } } }', { printed: {} }],
    ['{ printed { ... on Book { title pages cover } } }', { printed: { title: 'Ledger', pages: 'pages', cover: 'cover' } }],
    [
      '{ shelf { printed { ... on Film { title cover } } filmed { ... on Film { title cover } } } }',
      { shelf: { printed: {}, filmed: { title: 'Audit', cover: 'poster' } } },
    ],
  ])('has its members completed by the other one: %s', (query, data) => library.answers(query, data));

  it('is completed in each place where it stands', () => {
    const all = '__typename ... on Song { title pages } ... on Film { title cover } ... on Book { title pages cover }';
    const whole = { ...book, pages: 'pages', cover: 'cover' };
    return library.answers(`{ shelf { item { ${all} } book { ${all} } song { ${all} } } }`, {
      shelf: { item: whole, book: whole, song: { ...song, pages: 'notes' } },
    });
  });
});

describe('a union of which another subgraph knows one member only, and cannot be entered', () => {
  const STEPS = [
    { __typename: 'Start', id: 's', value: 'go' },
    { __typename: 'Check', id: 'c', name: 'look', details: 'twice' },
    { __typename: 'End', id: 'e', label: 'done' },
  ];
  const flows = aStrictFederation({
    flows: {
      sdl: `
        type Query { flow: Flow } type Flow @shareable { steps: [Step!]! note: String }
        union Step = Start | Check | End
        type Start @shareable { id: ID! value: String } type Check { id: ID! name: String details: String } type End { id: ID! label: String }`,
      resolvers: { Query: { flow: () => ({ note: 'A flow', steps: STEPS }) } },
    },
    starts: {
      sdl: 'type Flow @shareable { steps: [Step!]! note: String } union Step = Start type Start @shareable { id: ID! value: String }',
    },
  });

  it('has all its members where they come from', async () => {
    await flows.answers(
      '{ flow { note steps { __typename ... on Start { id value } ... on Check { id name details } ... on End { id label } } } }',
      { flow: { note: 'A flow', steps: STEPS } },
    );
    await flows.answers('{ flow { steps { __typename ... on Check { name } ... on End { label } } } }', {
      flow: { steps: [{ __typename: 'Start' }, { __typename: 'Check', name: 'look' }, { __typename: 'End', label: 'done' }] },
    });
  });
});

describe('a union in a value that two subgraphs share, each with a member of its own', () => {
  const COMMON = { __typename: 'Common', label: 'common' };
  const LEFT = [COMMON, { __typename: 'Left', left: 'left' }];
  const RIGHT = [COMMON, { __typename: 'Right', right: 'right' }];
  const part = (name: string, more = '') => `
    type Query { by${name}: Box shared: Box @shareable }
    type Box @key(fields: "id") { id: ID! bag: Bag @shareable ${more} } type Bag @shareable { things: [Thing!]! @shareable }
    union Thing = Common | ${name} type Common @shareable { label: String } type ${name} { ${name.toLowerCase()}: String }`;
  const door = (name: string, things: object[]) => ({
    Query: { [`by${name}`]: () => ({ id: '1', bag: { things } }), shared: () => ({ id: '1', bag: { things: [COMMON] } }) },
    Box: { __resolveReference: () => ({ id: '1', bag: { things } }), rightBag: () => ({ things: RIGHT }) },
  });
  const { rightBag: _, ...leftBox } = door('Left', LEFT).Box;
  const boxes = aStrictFederation({
    left: { sdl: part('Left'), resolvers: { ...door('Left', LEFT), Box: leftBox } },
    right: { sdl: part('Right', 'rightBag: Bag'), resolvers: door('Right', RIGHT) },
  });
  const all = '__typename ... on Common { label } ... on Left { left } ... on Right { right }';

  it.each([
    [`{ byLeft { bag { things { ${all} } } } }`, { byLeft: { bag: { things: [COMMON, { __typename: 'Left', left: null }] } } }],
    [`{ byRight { bag { things { ${all} } } } }`, { byRight: { bag: { things: [COMMON, { __typename: 'Right', right: null }] } } }],
    [
      '{ byLeft { bag { things { __typename ... on Right { right } } } } }',
      { byLeft: { bag: { things: [{ __typename: 'Common' }, { __typename: 'Left' }] } } },
    ],
    [`{ shared { bag { things { ${all} } } } }`, { shared: { bag: { things: [COMMON] } } }],
  ])('is asked, where either may answer, only for what both of them know: %s', (query, data) => boxes.answers(query, data));

  it('is asked for all members of the one subgraph that can answer', () =>
    boxes.answers(`{ byLeft { rightBag { things { ${all} } } } }`, { byLeft: { rightBag: { things: RIGHT } } }));
});

describe('members of a union that belong to an interface in another subgraph only', () => {
  const OVENS = [{ id: 'o1' }, { id: 'o2' }].map((oven) => ({ __typename: 'Oven', ...oven }));
  const GRILLS = [
    { __typename: 'Grill', id: 'g1', warranty: 3 },
    { __typename: 'Grill', id: 'g2', warranty: 4 },
  ];
  const all = [...OVENS, ...GRILLS];
  const kitchen = aStrictFederation({
    wares: {
      sdl: `
        type Query { wares: [Ware] node(id: ID!): Node nodes: [Node] grills: [Grill] }
        union Ware = Oven | Grill interface Node { id: ID! } interface Warranted { warranty: Int }
        type Oven @key(fields: "id") { id: ID! } type Grill implements Node & Warranted @key(fields: "id") { id: ID! warranty: Int }`,
      resolvers: {
        Query: {
          wares: () => all,
          node: (_: unknown, { id }: { id: string }) => all.find((ware) => ware.id === id),
          nodes: () => GRILLS,
          grills: () => GRILLS,
        },
        Oven: { __resolveReference: byKey(OVENS, 'id') },
        Grill: { __resolveReference: byKey(GRILLS, 'id') },
      },
    },
    warranties: {
      sdl: `
        interface Node { id: ID! } interface Warranted { warranty: Int }
        type Oven implements Node & Warranted @key(fields: "id") { id: ID! warranty: Int }`,
      resolvers: { Oven: { __resolveReference: ({ id }: { id: string }) => ({ id, warranty: 1 }) } },
    },
  });
  const grills = GRILLS.map(({ id, warranty }) => ({ id, warranty }));

  it('are found through a fragment on the interface', async () => {
    await kitchen.answers('{ wares { ... on Node { id } } }', { wares: all.map(({ id }) => ({ id })) });
    await kitchen.answers('{ wares { ... on Warranted { warranty } } }', { wares: [1, 1, 3, 4].map((warranty) => ({ warranty })) });
  });

  it.each([
    ['{ nodes { ... on Grill { warranty } ... on Oven { id } } }', { nodes: [{ warranty: 3 }, { warranty: 4 }] }],
    ['{ nodes { id } }', { nodes: [{ id: 'g1' }, { id: 'g2' }] }],
    ['{ nodes { ... on Node { id } } }', { nodes: [{ id: 'g1' }, { id: 'g2' }] }],
    ['{ nodes { ... on Node { ... on Warranted { warranty } } } }', { nodes: [{ warranty: 3 }, { warranty: 4 }] }],
    ['{ nodes { ... on Node { id ... on Node { id ... on Warranted { warranty } } } } }', { nodes: grills }],
    [
      '{ grills { ...OfGrill ...OfNode } } fragment OfGrill on Grill { id } fragment OfNode on Node { id __typename }',
      { grills: GRILLS.map(({ id, __typename }) => ({ id, __typename })) },
    ],
    ['{ node(id: "g1") { ... on Grill { warranty } } }', { node: { warranty: 3 } }],
  ])('are found through fragments in fragments: %s', (query, data) => kitchen.answers(query, data));

  it.each(['{ node(id: "o1") { ... on Oven { warranty } } }', '{ node(id: "o1") { ... on Grill { warranty } } }'])(
    'are null with an error where their own subgraph does not have them behind the interface: %s',
    async (query) => {
      await kitchen.answers(query, { node: null }, { errors: ['DOWNSTREAM_SERVICE_ERROR node'] });
    },
  );
});
