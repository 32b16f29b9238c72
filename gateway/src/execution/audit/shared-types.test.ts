import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey } from '../../testing/a-strict-federation.js';

const REFUSED = /The schema of clients refuses this/;

describe('a root field of three subgraphs, whose objects have no key', () => {
  const part = (name: string, fields: string) => `
    type Query { ware: Ware! @shareable wares: [Ware!]! @shareable }
    type Ware { id: ID! @shareable ${name.toLowerCase()}: ${name}! } type ${name} { id: ID! ${fields} }`;
  const door = (ware: object) => ({ Query: { ware: () => ware, wares: () => [ware] } });
  const shop = aStrictFederation({
    groups: { sdl: part('Group', 'label: String!'), resolvers: door({ id: '1', group: { id: 'g', label: 'Tools' } }) },
    brands: { sdl: part('Brand', 'name: String! model: String!'), resolvers: door({ id: '1', brand: { id: 'b', name: 'B', model: 'M' } }) },
    prices: { sdl: part('Price', 'amount: Int!'), resolvers: door({ id: '1', price: { id: 'p', amount: 1000 } }) },
  });
  const asked = '{ id brand { id name model } group { id label } price { id amount } }';
  const ware = { id: '1', brand: { id: 'b', name: 'B', model: 'M' }, group: { id: 'g', label: 'Tools' }, price: { id: 'p', amount: 1000 } };

  it('is asked of all of them, and what they say is put together', async () => {
    await shop.answers(`{ ware ${asked} }`, { ware });

    expect(shop.calls.map(({ subgraph }) => subgraph).sort()).toEqual(['brands', 'groups', 'prices']);
  });

  it('is put together entry by entry in lists', () => shop.answers(`{ wares ${asked} }`, { wares: [ware] }));
});

describe('a value of an enum that clients do not see', () => {
  const PEOPLE = [
    { id: 'p1', rank: 'REGULAR' },
    { id: 'p2', rank: 'GUEST' },
  ];
  const people = aStrictFederation({
    staff: {
      sdl: 'type Query { staff: [Person] } type Person @key(fields: "id") { id: ID rank: Rank @shareable } enum Rank { REGULAR }',
      resolvers: { Query: { staff: () => PEOPLE }, Person: { __resolveReference: byKey(PEOPLE, 'id') } },
    },
    visits: {
      sdl: `
        type Query { ranked(rank: Rank!): [Person!] visitors: [Person!] }
        extend type Person @key(fields: "id") { id: ID rank: Rank @shareable } enum Rank { GUEST @inaccessible REGULAR }`,
      resolvers: {
        Query: {
          ranked: (_: unknown, { rank }: { rank: string }) => PEOPLE.filter((person) => person.rank === rank),
          visitors: () => PEOPLE,
        },
        Person: { __resolveReference: byKey(PEOPLE, 'id') },
      },
    },
  });
  const shown = [
    { id: 'p1', rank: 'REGULAR' },
    { id: 'p2', rank: null },
  ];

  it('leaves the rest of its object alone', () => people.answers('{ staff { id } }', { staff: [{ id: 'p1' }, { id: 'p2' }] }));

  it('is null where a subgraph tells it that knows it, and where one tells it that does not', async () => {
    await people.answers('{ visitors { id rank } }', { visitors: shown }, { errors: ['SUBGRAPH_ANSWER_INVALID visitors.1.rank'] });

    const { data, errors } = await people.ask('{ staff { id rank } }');
    expect(data).toEqual({ staff: shown });
    expect(errors.map(({ path }) => path)).toEqual([['staff', 1, 'rank']]);
  });

  it('cannot be asked for', async () => {
    await people.answers('{ ranked(rank: REGULAR) { id rank } }', { ranked: [shown[0]] });
    await expect(people.ask('{ ranked(rank: GUEST) { id rank } }')).rejects.toThrow(REFUSED);
  });
});

describe('an input of which one subgraph knows less', () => {
  const PEOPLE = [
    { id: 'p1', name: 'Ada' },
    { id: 'p2', name: 'Grace' },
  ];
  const part = (field: string, offset: string) => ({
    sdl: `
      input Slice { ${offset} first: Int! } type Query { ${field}(slice: Slice!): [Person!] }
      type Person @key(fields: "id") { id: ID! name: String! @shareable }`,
    resolvers: { Query: { [field]: (_: unknown, { slice }: { slice: { first: number } }) => PEOPLE.slice(0, slice.first) } },
  });
  const people = aStrictFederation({ staff: part('staff', ''), visits: part('visitors', 'offset: Int') });

  it('has what all of them know', () => people.answers('{ staff(slice: { first: 1 }) { id } }', { staff: [{ id: 'p1' }] }));

  it('has nothing else, for none of them', async () => {
    await expect(people.ask('{ staff(slice: { first: 1, offset: 2 }) { id } }')).rejects.toThrow(REFUSED);
    await expect(people.ask('{ visitors(slice: { first: 1, offset: 2 }) { id } }')).rejects.toThrow(REFUSED);
  });
});

describe('an argument that clients do not see', () => {
  const FRIENDS: Record<string, string[]> = { p1: ['p2'], p2: ['p1'] };
  const friendsOf = ({ id }: { id: string }) => FRIENDS[id]!.map((friend) => ({ id: friend }));
  const people = aStrictFederation({
    ages: {
      sdl: 'type Query { staff: [Person!]! @shareable } type Person @key(fields: "id") { id: ID age: Int }',
      resolvers: { Query: { staff: () => [{ id: 'p1' }, { id: 'p2' }] } },
    },
    friends: {
      sdl: `
        type Query { people: [Person!]! }
        type Person @key(fields: "id") { id: ID friends(kind: Kind = FAMILY @inaccessible): [Person!]! kind: Kind }
        enum Kind { FAMILY @inaccessible FRIEND }`,
      resolvers: {
        Query: { people: () => [{ id: 'p1' }, { id: 'p2' }] },
        Person: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          friends: (person: { id: string }, { kind }: { kind: string }) => (kind === 'FAMILY' ? friendsOf(person) : []),
          kind: () => 'FAMILY',
        },
      },
    },
  });
  const all = [
    { id: 'p1', friends: [{ id: 'p2' }] },
    { id: 'p2', friends: [{ id: 'p1' }] },
  ];

  it('has its default in every subgraph on the way', async () => {
    await people.answers('{ staff { id friends { id } } }', { staff: all });
    await people.answers('{ people { id friends { id } } }', { people: all });
  });

  it('cannot be given', () => expect(people.ask('{ people { friends(kind: FRIEND) { id } } }')).rejects.toThrow(REFUSED));

  it('may have a value that shows nowhere', () =>
    people.answers(
      '{ people { friends { id kind } } }',
      { people: [{ friends: [{ id: 'p2', kind: null }] }, { friends: [{ id: 'p1', kind: null }] }] },
      { errors: ['SUBGRAPH_ANSWER_INVALID people.0.friends.0.kind', 'SUBGRAPH_ANSWER_INVALID people.1.friends.0.kind'] },
    ));
});

describe('a field that one subgraph calls nullable and another one not, among members of a union', () => {
  const PERSON = { __typename: 'Person', id: 'p1', name: 'Ada' };
  const ADMIN = { __typename: 'Admin', id: 'a1', name: 'Root' };
  const similar = { similar: () => [withSimilar(PERSON), withSimilar(ADMIN)] };
  const withSimilar = (account: object): object => ({ ...account, ...similar });
  const accounts = aStrictFederation({
    staff: {
      sdl: 'type Person { id: ID @shareable } type Query { people: [Person!]! }',
      resolvers: { Query: { people: () => [{ id: 'p1' }] } },
    },
    accounts: {
      sdl: `
        union Account = Person | Admin type Query { accounts: [Account!]! }
        type Person @key(fields: "id") { id: ID! name: String similar: [Account!]! }
        type Admin { id: ID name: String @shareable similar: [Account!]! }`,
      resolvers: {
        Query: { accounts: () => [withSimilar(PERSON), withSimilar(ADMIN)] },
        Person: { __resolveReference: () => PERSON },
      },
    },
  });
  const asked = (below = '') => `... on Person { id name ${below} } ... on Admin { id name ${below} }`;
  const answer = (more?: object) => [PERSON, ADMIN].map(({ id, name }) => ({ id, name, ...more }));

  it.each([
    ['', undefined],
    [`similar { ${asked()} }`, { similar: answer() }],
    [`similar { ${asked(`similar { ${asked()} }`)} }`, { similar: answer({ similar: answer() }) }],
  ])('is answered under its own name at every depth: %s', (below, more) =>
    accounts.answers(`{ people { id name } accounts { ${asked(below)} } }`, {
      people: [{ id: 'p1', name: 'Ada' }],
      accounts: answer(more),
    }),
  );

  it('does not keep others from being merged', () =>
    accounts.answers(
      '{ accounts { ... on Person { name similar { ... on Person { name } ... on Admin { name } } } ... on Admin { name similar { ... on Person { name } ... on Admin { name } } } } }',
      {
        accounts: ['Ada', 'Root'].map((name) => ({ name, similar: [{ name: 'Ada' }, { name: 'Root' }] })),
      },
    ));
});
