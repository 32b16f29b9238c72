import { describe, expect, it } from '@jest/globals';
import { type Answer, aFederation, isDown, told } from '../testing/a-federation.js';

const same = (value: unknown) => value;

describe('interface objects', () => {
  const media = [
    { __typename: 'Film', id: 'f', title: 'Film' },
    { __typename: 'Song', id: 's', title: 'Song' },
  ];
  const find = ({ id }: { id: string }) => media.find((medium) => medium.id === id);
  const federation = aFederation({
    media: {
      sdl: `
        type Query { media: [Medium!] medium(id: ID!): Medium }
        interface Medium @key(fields: "id") { id: ID! title: String! }
        type Film implements Medium @key(fields: "id") { id: ID! title: String! minutes: Int }
        type Song implements Medium @key(fields: "id") { id: ID! title: String! }`,
      resolvers: {
        Query: { media: () => media, medium: (_: unknown, { id }: { id: string }) => find({ id }) },
        Medium: { __resolveReference: find },
        Film: { __resolveReference: find, minutes: () => 90 },
        Song: { __resolveReference: find },
      },
    },
    stars: {
      sdl: `
        type Query { best: Medium }
        type Medium @key(fields: "id") @interfaceObject { id: ID! stars: Int! title: String! @external headline: String @requires(fields: "title") }`,
      resolvers: {
        Query: { best: () => ({ id: 's' }) },
        Medium: {
          __resolveReference: same,
          stars: ({ id }: { id: string }) => id.length,
          headline: ({ title }: { title: string }) => `${title}!`,
        },
      },
    },
  });

  it('add fields to all objects of an interface, which stay what they are', async () => {
    const { data, errors } = await federation.ask('{ media { __typename stars headline ... on Film { minutes } } }');

    expect([data, errors]).toEqual([
      {
        media: [
          { __typename: 'Film', stars: 1, headline: 'Film!', minutes: 90 },
          { __typename: 'Song', stars: 1, headline: 'Song!' },
        ],
      },
      [],
    ]);
  });

  it('are found out to be of a type where that is asked, and not where it is not', async () => {
    expect((await federation.ask('{ best { id stars } }')).data).toEqual({ best: { id: 's', stars: 1 } });
    expect(federation.calls.map(({ subgraph }) => subgraph)).toEqual(['stars']);
    expect((await federation.ask('{ best { __typename title stars ... on Film { minutes } } }')).data).toEqual({
      best: { __typename: 'Song', title: 'Song', stars: 1 },
    });
  });

  it('are null where they have gone with a field of the type that they are of', async () => {
    const gone = { data: { _entities: [null] }, errors: [{ message: 'no minutes', path: ['_entities', 0, 'minutes'] }] };
    const answer: Answer = ({ subgraph }, own) => (subgraph === 'media' ? gone : own());
    const result = await federation.ask('{ best { stars ... on Film { minutes } } }', { answer });

    expect([result.data, told(result)]).toEqual([{ best: null }, ['DOWNSTREAM_SERVICE_ERROR best.minutes']]);
  });

  it('are what they are to the interface where their types do not matter after all', async () => {
    const query = 'query ($film: Boolean!) { best { stars ... on Film @include(if: $film) { minutes } } }';

    expect(await federation.ask(query, { variables: { film: false } })).toEqual({ data: { best: { stars: 1 } }, errors: [] });
    expect((await federation.ask(query, { variables: { film: true } })).data).toEqual({ best: { stars: 1 } });
  });

  it('have their errors under every name that the client gives, though only a later answer says what they are', async () => {
    const best = {
      data: { best: { __typename: 'Medium', id: 's', stars: null } },
      errors: [{ message: 'no stars', path: ['best', 'stars'] }],
    };
    const answer: Answer = ({ subgraph }, own) => (subgraph === 'stars' ? best : own());
    const result = await federation.ask('{ best { title ... on Song { song: stars } ... on Film { film: stars } all: stars } }', {
      answer,
    });

    expect([result.data, told(result).sort()]).toEqual([
      { best: null },
      ['DOWNSTREAM_SERVICE_ERROR best.all', 'DOWNSTREAM_SERVICE_ERROR best.song'],
    ]);
  });

  it('are null with an error where nobody can say what they are', async () => {
    const result = await federation.ask('{ best { __typename stars } }', { answer: isDown('media') });

    expect([result.data, told(result)]).toEqual([{ best: null }, ['SUBGRAPH_UNAVAILABLE best']]);
  });
});

describe('a type that nobody can resolve', () => {
  it('is told of where no fetch could bring what is asked', async () => {
    const federation = aFederation({
      one: {
        sdl: 'type Query { node: Node ok: String } interface Node @key(fields: "id") { id: ID! }',
        resolvers: { Query: { ok: () => 'ok' } },
      },
      two: {
        sdl: 'type Query { other: Node } type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! extra: String }',
        resolvers: { Query: { other: () => ({ id: '1' }) }, Node: { extra: () => 'more' } },
      },
    });
    const result = await federation.ask('{ node { extra } }');

    expect([result.data, told(result)]).toEqual([null, ['FIELD_UNREACHABLE node']]);
    expect((await federation.ask('{ node @skip(if: true) { extra } }')).errors).toEqual([]);
    expect((await federation.ask('{ other { id extra } }')).data).toEqual({ other: { id: '1', extra: 'more' } });
  });
});

describe('fields of one name that cannot be one', () => {
  it('are asked for under other names and answered under their own, whatever their values', async () => {
    const federation = aFederation({
      one: {
        sdl: `
          type Query { all: [Any!]! }
          union Any = Number | Text
          type Number { value: Int! } type Text { value: String! }`,
        resolvers: {
          Query: {
            all: () => [
              { __typename: 'Number', value: 0 },
              { __typename: 'Text', value: '' },
            ],
          },
        },
      },
    });

    expect((await federation.ask('{ all { ... on Number { value } ... on Text { text: value } } }')).data).toEqual({
      all: [{ value: 0 }, { text: '' }],
    });
  });
});

describe('keys', () => {
  it('lead on through subgraphs that know different ones, nested and of several parts', async () => {
    const federation = aFederation({
      a: {
        sdl: 'type Query { user: User } type User @key(fields: "id") { id: ID! }',
        resolvers: { Query: { user: () => ({ id: '1' }) } },
      },
      b: {
        sdl: 'type User @key(fields: "id") @key(fields: "account { number bank { code } }") { id: ID! account: Account } type Account { number: Int bank: Bank } type Bank { code: String }',
        resolvers: { User: { __resolveReference: same, account: () => ({ number: 7, bank: { code: 'B' } }) } },
      },
      c: {
        sdl: 'type User @key(fields: "account { number bank { code } }") { account: Account @external balance: Int } type Account { number: Int @external bank: Bank @external } type Bank { code: String @external }',
        resolvers: { User: { __resolveReference: same, balance: ({ account }: { account: { number: number } }) => account.number * 10 } },
      },
    });

    expect((await federation.ask('{ user { balance } }')).data).toEqual({ user: { balance: 70 } });
    expect(federation.calls.at(-1)?.variables.representations).toEqual([
      { __typename: 'User', account: { number: 7, bank: { code: 'B' } } },
    ]);
  });
});

describe('what several subgraphs share', () => {
  it('is put together from the parts that each of them answers', async () => {
    const federation = aFederation({
      a: { sdl: 'type Query { stats: Stats @shareable } type Stats { users: Int }', resolvers: { Query: { stats: () => ({ users: 1 }) } } },
      b: {
        sdl: 'type Query { stats: Stats @shareable } type Stats { orders: Int }',
        resolvers: { Query: { stats: () => ({ orders: 2 }) } },
      },
    });

    expect((await federation.ask('{ stats { orders users } }')).data).toEqual({ stats: { orders: 2, users: 1 } });
  });

  it('is hidden where a part of it is not for clients: values of an enum, members of a union', async () => {
    const federation = aFederation({
      a: {
        sdl: `
          type Query { colors: [Color] any: [Any] }
          enum Color { RED BLUE @inaccessible }
          union Any = Open | Hidden type Open { a: Int } type Hidden @inaccessible { a: Int }`,
        resolvers: {
          Query: {
            colors: () => ['RED', 'BLUE'],
            any: () => [
              { __typename: 'Open', a: 1 },
              { __typename: 'Hidden', a: 2 },
            ],
          },
        },
      },
    });
    const result = await federation.ask('{ colors any { __typename } }');

    expect(result.data).toEqual({ colors: ['RED', null], any: [{ __typename: 'Open' }, null] });
    expect(told(result)).toEqual(['SUBGRAPH_ANSWER_INVALID colors.1', 'SUBGRAPH_ANSWER_INVALID any.1']);
  });
});

describe('what is provided or taken over', () => {
  it('is read where it is, and not asked for again', async () => {
    const federation = aFederation({
      a: {
        sdl: 'type Query { post: Post @provides(fields: "author { name }") } type Post @key(fields: "id") { id: ID! author: User } type User @key(fields: "id") { id: ID! name: String @external }',
        resolvers: { Query: { post: () => ({ id: '1', author: { id: 'u', name: 'Ada' } }) } },
      },
      b: {
        sdl: 'type User @key(fields: "id") { id: ID! name: String @shareable } type Post @key(fields: "id") { id: ID! likes: Int @override(from: "c") }',
        resolvers: { User: { __resolveReference: same }, Post: { __resolveReference: same, likes: () => 5 } },
      },
      c: { sdl: 'type Post @key(fields: "id") { id: ID! likes: Int }', resolvers: { Post: { __resolveReference: same, likes: () => 0 } } },
    });

    expect((await federation.ask('{ post { author { name } likes } }')).data).toEqual({ post: { author: { name: 'Ada' }, likes: 5 } });
    expect(federation.calls.map(({ subgraph }) => subgraph)).toEqual(['a', 'b']);
  });
});
