import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, aFederation, type Federation, says, told } from '../testing/a-federation.js';
import { aShop } from '../testing/shop-federation.js';

let shop: Federation;
beforeAll(() => {
  shop = aShop();
});

describe('names that the client has given', () => {
  it('may be those of keys and of what is required', async () => {
    const result = await shop.ask(
      '{ wares { code: title steel: code maker { id: name rank: id discount } ... on Tool { title: steel shipping } } }',
    );

    expect(result.errors).toEqual([]);
    expect(result.data.wares[0]).toEqual({
      code: 'Saw',
      steel: 't1',
      maker: { id: 'Ada', rank: '1', discount: 30 },
      title: true,
      shipping: 20,
    });
  });

  it('stand in the paths of errors, each of those that stand for the same', async () => {
    const people = [{ name: 'Ada', nick: null }];
    const error = { message: 'no nick', path: ['people', 0, 'nick'] };
    const result = await shop.ask('{ all: people { a: nick b: nick } others: people { name } }', {
      answer: says('people', { data: { people, people__2: people }, errors: [error] }),
    });

    expect(result.data.all).toEqual([{ a: null, b: null }]);
    expect(told(result)).toEqual(['DOWNSTREAM_SERVICE_ERROR all.0.a', 'DOWNSTREAM_SERVICE_ERROR all.0.b']);
  });

  it('have errors only where their own selections fail', async () => {
    const answer: Answer = async ({ query }, own) => {
      const { data } = await own();
      // Of the two that are asked for, the first asks for the rank, which fails.
      return query.includes('people')
        ? { data: { ...data, people: null }, errors: [{ message: 'no rank', path: ['people', 0, 'rank'] }] }
        : { data };
    };
    const result = await shop.ask('{ a: people { rank } b: people { name } }', { answer });

    expect(result.data).toEqual({ a: null, b: [{ name: 'Ada' }, { name: 'Grace' }, { name: 'Edsger' }] });
    expect(told(result)).toEqual(['DOWNSTREAM_SERVICE_ERROR a.0.rank']);
  });

  it('are no names of a type that does not ask for them', async () => {
    const wares = [
      { __typename: 'Tool', title: null },
      { __typename: 'Toy', title: 'Top' },
    ];
    const result = await shop.ask('{ wares { ... on Tool { tool: title } ... on Toy { toy: title } } }', {
      answer: says('wares', { data: { wares: [null, wares[1]] }, errors: [{ message: 'no title', path: ['wares', 0, 'title'] }] }),
    });

    expect([result.data, told(result)]).toEqual([{ wares: null }, ['DOWNSTREAM_SERVICE_ERROR wares.0.tool']]);
  });
});

describe('what the planner fetches for itself', () => {
  it('has an error at what it is a part of, where something needs it', async () => {
    const error = { message: 'no rank', path: ['people', 0, 'rank'] };
    const people = [{ __typename: 'Person', id: '1', rank: null }];
    const result = await shop.ask('{ people { discount } }', { answer: says('people', { data: { people }, errors: [error] }) });

    expect([result.data, told(result)]).toEqual([{ people: [{ discount: 0 }] }, ['DOWNSTREAM_SERVICE_ERROR people.0']]);
  });
});

describe('literals', () => {
  it('are sent as variables, which no client can set', async () => {
    const { data } = await shop.ask('{ person(id: "1") { name } }', { variables: { own0: '2' } });

    expect(data).toEqual({ person: { name: 'Ada' } });
    expect(shop.calls[0]?.variables).toEqual({ own0: '1' });
  });

  it('are those of the very document, though it is planned like another one', async () => {
    const names = [];
    for (const id of ['1', '2', '1', '3']) names.push((await shop.ask(`{ person(id: "${id}") { name } }`)).data.person.name);

    expect(names).toEqual(['Ada', 'Grace', 'Ada', 'Edsger']);
  });

  it('are those that are left of it', async () => {
    const original = '{ a: person(id: "1") { name } b: person(id: "2") { name } }';
    const ask = async (document: string) => (await shop.ask(original, { document })).data;

    expect(await ask('{ a: person(id: "1") { name } }')).toEqual({ a: { name: 'Ada' }, b: null });
    expect(await ask('{ b: person(id: "2") { name } }')).toEqual({ a: null, b: { name: 'Grace' } });
    expect(await ask(original)).toEqual({ a: { name: 'Ada' }, b: { name: 'Grace' } });
  });
});

describe('operations of one document', () => {
  it('have the names that each of them gives, though they are planned alike', async () => {
    const { execute } = await import('./execute.js');
    const { anOperation } = await import('../testing/an-operation.js');
    const original = 'query A { people { first: name } } query B { people { second: name } }';
    const operation = anOperation({ supergraph: shop.supergraph, original });
    const keys = [];
    for (const operationName of ['A', 'B', 'A']) {
      const { data } = await execute({ ...operation, operationName });
      keys.push(Object.keys((data as { people: object[] }).people[0]!)[0]);
    }

    expect(keys).toEqual(['first', 'second', 'first']);
  });
});

describe('arguments of a @requires', () => {
  it('never meet those of the client', async () => {
    const comments = [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }];
    const federation = aFederation({
      posts: {
        sdl: 'type Query { post: Post } type Post @key(fields: "id") { id: ID! comments(limit: Int!): [Comment!] } type Comment { id: ID! }',
        resolvers: {
          Query: { post: () => ({ id: '1' }) },
          Post: {
            __resolveReference: ({ id }: { id: string }) => ({ id }),
            comments: (_: unknown, { limit }: { limit: number }) => comments.slice(0, limit),
          },
        },
      },
      authors: {
        sdl: `type Post @key(fields: "id") { id: ID! comments(limit: Int!): [Comment!] @external talk: Int @requires(fields: "comments(limit: 3) { id }") }
          type Comment { id: ID! @external }`,
        resolvers: {
          Post: {
            __resolveReference: (post: object) => post,
            talk: ({ comments: given }: { comments: object[] }) => given.length,
          },
        },
      },
    });
    const { data, errors } = await federation.ask('{ post { comments(limit: 1) { id } two: comments(limit: 2) { id } talk } }');

    expect([data, errors]).toEqual([{ post: { comments: [{ id: 'c1' }], two: [{ id: 'c1' }, { id: 'c2' }], talk: 3 } }, []]);
  });
});

describe('fields of a mutation', () => {
  let ran: string[];
  const federation = aFederation({
    one: {
      sdl: 'type Query { ok: Int } type Mutation { first: Done second(by: Int): Done third: Done } type Done { at: Int name: String }',
      resolvers: {
        Mutation: Object.fromEntries(['first', 'second', 'third'].map((name) => [name, () => ({ name, at: ran.push(name) })])),
      },
    },
  });
  const run = async (query: string, variables: Record<string, unknown> = {}) => {
    ran = [];
    const { data, errors } = await federation.ask(query, { variables });
    expect(errors).toEqual([]);
    return { ran, data };
  };

  it('run in their order, fragments or not', async () => {
    expect(await run('mutation { first { at } ...F third { at } } fragment F on Mutation { second(by: 1) { at } }')).toEqual({
      ran: ['first', 'second', 'third'],
      data: { first: { at: 1 }, second: { at: 2 }, third: { at: 3 } },
    });
  });

  it('run once for each name, however often it stands there and under which conditions', async () => {
    const query =
      'mutation ($no: Boolean!, $b: Boolean!) { a: first @skip(if: $no) { at } second { at } ... @include(if: $b) { a: first { name } } third { at } }';

    expect((await run(query, { no: false, b: true })).ran).toEqual(['first', 'second', 'third']);
    expect(await run(query, { no: true, b: true })).toEqual({
      ran: ['second', 'first', 'third'],
      data: { second: { at: 1 }, a: { name: 'first' }, third: { at: 3 } },
    });
    expect((await run(query, { no: true, b: false })).ran).toEqual(['second', 'third']);
    expect((await run('mutation { a: first { at } b: first { at } }')).data).toEqual({ a: { at: 1 }, b: { at: 2 } });
  });
});

describe('an object of which nothing is asked after all', () => {
  it('is there, or null', async () => {
    const query = 'query ($no: Boolean!) { person(id: "1") { name @skip(if: true) } nobody: person(id: "x") { name @skip(if: $no) } }';

    expect((await shop.ask(query, { variables: { no: true } })).data).toEqual({ person: {}, nobody: null });
  });
});
